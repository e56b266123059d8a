package io.postern.directive;

import java.util.List;

/** Types for directives that are carried as data: enough to judge a statement as nginx's slot does, the words as value. */
final class CarriedTypes {
    private static final Type<List<String>> ACCEPTED = Types.lastWins(Types.WORDS);
    private static final Type<List<String>> ONCE = Types.WORDS;

    private CarriedTypes() {}

    /** A listen of http{}, where one parameter is on its way out. */
    private static final Type<List<String>> HTTP_LISTEN = Types.lastWins(args -> {
        for (int i = 2; i <= args.count(); i++) {
            if (args.get(i).equals("http2")) {
                args.warn("the \"listen ... http2\" directive is deprecated, use the \"http2\" directive instead");
            }
        }
        return Types.WORDS.parse(args);
    });

    /** The proxy_pass of stream{}: an address, or something with variables. */
    private static final Type<List<String>> STREAM_PASS = args -> {
        String text = args.get(1);
        if (text.indexOf('$') < 0) {
            try {
                Url.parse(text, 0, Url.Option.NO_RESOLVE);
            } catch (Url.Malformed e) {
                throw Complaint.here(e.words() + " in upstream \"" + text + "\"");
            }
        }
        return List.of(text);
    };

    /** The type for a directive: by itself where it is special, else by the reference table's last column. */
    static Type<?> of(String module, String name, String slot) {
        return switch (module + ' ' + name) {
            case "ngx_http_core_module listen" -> HTTP_LISTEN;
            case "ngx_stream_proxy_module proxy_pass" -> STREAM_PASS;
            default -> of(slot);
        };
    }

    private static Type<?> of(String slot) {
        return switch (slot) {
            case "flag" -> Types.FLAG;
            case "msec" -> Types.MSEC;
            case "sec" -> Types.SEC;
            case "size" -> Types.SIZE;
            case "offset" -> Types.OFFSET;
            case "number" -> Types.NUMBER;
            case "string" -> Types.STRING;
            case "enum" -> ONCE;
            default -> ACCEPTED;
        };
    }
}
