package io.postern.cli;

import io.postern.directive.Block;
import io.postern.directive.Context;
import io.postern.directive.Directive;
import io.postern.directive.Row;
import io.postern.lang.Origin;
import io.postern.process.Modules;
import io.postern.session.CoreSettings;
import io.postern.settings.Configuration;
import io.postern.settings.Module;
import io.postern.settings.ServerSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in force for a mail server, directive by directive, and where it comes from. */
final class EffectiveSettings {
    private static final List<String> PROTOCOLS = List.of("imap", "pop3", "smtp");
    private static final int NAME_WIDTH = 28;
    private static final int VALUE_WIDTH = 40;

    private final Configuration configuration;

    EffectiveSettings(Configuration configuration) {
        this.configuration = configuration;
    }

    /** As text: all servers, or those that a name, an address, a port or a number (from 1) picks. */
    String text(String which) {
        StringBuilder text = new StringBuilder();
        for (Map<String, Object> server : servers(which)) {
            text.append("server ")
                    .append(server.get("number"))
                    .append(", ")
                    .append(server.get("protocol"))
                    .append(", in ")
                    .append(server.get("place"))
                    .append('\n');
            if (server.get("settings") instanceof List<?> settings) {
                settings.forEach(s -> line(s, text));
            }
        }
        return text.isEmpty() ? "no such mail server\n" : text.toString();
    }

    private static void line(Object setting, StringBuilder text) {
        if (setting instanceof Map<?, ?> map) {
            Object place = map.get("place");
            text.append(String.format(
                    "    %-" + NAME_WIDTH + "s %-" + VALUE_WIDTH + "s %s%s%n",
                    map.get("directive"),
                    map.get("value"),
                    map.get("from"),
                    place == null ? "" : " " + place));
        }
    }

    /** As data. */
    List<Map<String, Object>> servers(String which) {
        List<Map<String, Object>> all = new ArrayList<>();
        int number = 0;
        for (ServerSettings server : configuration.servers()) {
            number++;
            Block block = server.block();
            if (!which.isEmpty() && !which.equals(Integer.toString(number)) && !named(block, which)) {
                continue;
            }
            CoreSettings core = server.get(CoreSettings.class);
            String protocol = core.protocol();
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("number", number);
            one.put("protocol", protocol);
            one.put("place", block.origin().toString());
            List<Object> settings = new ArrayList<>();
            for (Module<?> module : Modules.all()) {
                for (Row<?> row : module.table().rows()) {
                    if (row.contexts().contains(Context.MAIL_SERVER) && concerns(row, protocol)) {
                        settings.addAll(settings(row, block, core));
                    }
                }
            }
            one.put("settings", settings);
            all.add(one);
        }
        return all;
    }

    /** Whether a setting is not one of another protocol. */
    private static boolean concerns(Row<?> row, String protocol) {
        return PROTOCOLS.stream()
                .noneMatch(p -> !p.equals(protocol) && row.name().startsWith(p + "_"));
    }

    private static boolean named(Block server, String which) {
        return words(server, "listen").stream().anyMatch(word -> word.equals(which) || word.endsWith(":" + which))
                || words(server, "server_name").contains(which)
                || (words(server, "server_name").isEmpty()
                        && words(server.parent(), "server_name").contains(which));
    }

    private static List<String> words(@Nullable Block block, String name) {
        List<String> words = new ArrayList<>();
        if (block != null) {
            block.all(name).forEach(d -> words.add(d.arguments().get(0)));
        }
        return words;
    }

    private static List<Map<String, Object>> settings(Row<?> row, Block server, CoreSettings core) {
        Block mail = server.parent();
        String from = "server";
        List<Directive> set = server.all(row.name());
        if (set.isEmpty() && mail != null) {
            from = "mail";
            set = mail.all(row.name());
        }
        Block main = mail == null ? null : mail.parent();
        if (set.isEmpty() && main != null) {
            // only error_log is inherited from outside mail{}
            from = "main";
            set = main.all(row.name());
        }
        List<Map<String, Object>> out = new ArrayList<>();
        if (set.isEmpty()) {
            String fallback = row.fallback();
            if (row.name().equals("protocol")) {
                out.add(setting(row, core.protocol(), "port", null));
            } else if (row.name().equals("server_name")) {
                out.add(setting(row, core.serverName(), "default", null));
            } else if (fallback != null) {
                out.add(setting(row, fallback.isEmpty() ? "-" : fallback, "default", null));
            }
        }
        for (Directive directive : set) {
            out.add(setting(row, String.join(" ", directive.arguments()), from, directive.origin()));
        }
        return out;
    }

    private static Map<String, Object> setting(Row<?> row, String value, String from, @Nullable Origin place) {
        Map<String, Object> setting = new LinkedHashMap<>();
        setting.put("directive", row.name());
        setting.put("value", value);
        setting.put("from", from);
        if (place != null) {
            setting.put("place", place.toString());
        }
        return setting;
    }
}
