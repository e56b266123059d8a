package io.postern.bench;

import io.postern.bench.contender.Contender;
import io.postern.bench.contender.Direct;
import io.postern.bench.contender.Dovecot;
import io.postern.bench.contender.HaProxy;
import io.postern.bench.contender.Jdks;
import io.postern.bench.contender.NginxLike;
import io.postern.bench.report.Machine;
import io.postern.bench.scenario.Command;
import io.postern.bench.scenario.Scenario;
import io.postern.bench.scenario.Traffic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Who takes part. The first two are compared; the others are columns beside them. */
final class Field {
    @Option(names = "--postern", description = "the launcher (default ${DEFAULT-VALUE})")
    Path postern = Path.of("bin/postern");

    @Option(names = "--nginx", description = "the reference program (default: POSTERN_NGINX, else ${DEFAULT-VALUE})")
    Path nginx = Path.of(System.getenv().getOrDefault("POSTERN_NGINX", "/usr/sbin/nginx"));

    @Option(names = "--self", description = "nginx against nginx: shows what noise there is")
    boolean self;

    @Option(names = "--alone", description = "no HAProxy, no Dovecot, no other JDK")
    boolean alone;

    /** Those who are here; why others are not goes to the map. */
    List<Contender> contenders(Map<String, String> left) {
        List<Contender> all = new ArrayList<>();
        if (self) {
            all.add(NginxLike.nginx("nginx again", nginx));
        } else {
            all.add(NginxLike.postern("postern", postern, Map.of()));
        }
        all.add(NginxLike.nginx("nginx", nginx));
        if (!alone && !self) {
            Jdks.installed().forEach((version, home) -> {
                if (version >= 17 && version != usual()) {
                    all.add(NginxLike.postern(
                            "postern, JDK " + version, postern, Map.of("JAVA_HOME", home.toString())));
                }
            });
            all.add(new HaProxy());
            all.add(new Dovecot());
        }
        all.add(new Direct());
        all.removeIf(contender -> {
            String why = contender.missing();
            if (why != null) {
                left.put(contender.name(), why);
            }
            return why != null;
        });
        return all;
    }

    /** The major version of the JDK that the launcher takes by itself; the driver has been started with the same. */
    private static int usual() {
        return Runtime.version().feature();
    }

    /** Those of the contenders whom a scenario concerns. */
    static List<Contender> of(Scenario scenario, List<Contender> contenders) {
        List<Contender> all = new ArrayList<>(contenders);
        all.removeIf(contender -> switch (contender.name()) {
            case "postern", "nginx", "nginx again" -> false;
            case "direct" -> !(scenario instanceof Traffic traffic) || !traffic.direct();
            case "haproxy", "dovecot" -> scenario instanceof Command || !scenario.peers();
            default -> !(scenario instanceof Command);
        });
        return all;
    }

    /** What each says of itself. */
    Map<String, String> versions(List<Contender> contenders) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            if (contender instanceof NginxLike program) {
                String version = Machine.version(List.of(program.program().toString(), "-v"), program.environment());
                all.put(contender.name(), version.replaceFirst("^[a-z]+ version: ", ""));
            } else if (contender instanceof HaProxy) {
                all.put("haproxy", Machine.version(List.of("haproxy", "-v"), Map.of()));
            } else if (contender instanceof Dovecot) {
                all.put("dovecot", Machine.version(List.of("dovecot", "--version"), Map.of()));
            }
        }
        all.put("JDK", System.getProperty("java.runtime.version"));
        return all;
    }
}
