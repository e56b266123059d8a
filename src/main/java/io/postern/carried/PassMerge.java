package io.postern.carried;

import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.Finding;
import io.postern.directive.Severity;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.directive.Zones;
import io.postern.lang.Origin;
import io.postern.tls.directives.TlsCheck;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What nginx checks of proxy_* and its like once http{} is read, block by block (ngx_http_proxy_merge_loc_conf). */
final class PassMerge {
    private static final long PAGE = 4096;
    private static final long GIGABYTE = 1L << 30;
    private static final List<String> OWN_TLS = List.of(
            "ssl_protocols",
            "ssl_ciphers",
            "ssl_certificate",
            "ssl_certificate_key",
            "ssl_password_file",
            "ssl_verify",
            "ssl_verify_depth",
            "ssl_trusted_certificate",
            "ssl_crl",
            "ssl_session_reuse",
            "ssl_conf_command");

    /** What was built for a block already and need not be for those within it. */
    private static final class Built {
        private final Set<String> things = new HashSet<>();
    }

    private final Realm realm;
    private final String kind;
    private final Origin end;
    private final PassHeaders headers;

    /** @param end the place of http's "}" */
    PassMerge(Realm realm, String kind, Origin end) {
        this.realm = realm;
        this.kind = kind;
        this.end = end;
        this.headers = new PassHeaders(realm, kind);
    }

    void merge(Block outer, Block block) {
        boolean cached = !kind.equals("grpc") && !kind.equals("memcached") && !kind.equals("tunnel");
        if (cached) {
            buffers(block);
            temporaryFiles(block);
            cache(block);
        }
        if (List.of("proxy", "uwsgi", "grpc").contains(kind)) {
            tls(block);
        }
        if (cached || kind.equals("grpc")) {
            headers.merge(outer, block, cached && caches(block));
        }
    }

    private String name(String rest) {
        return kind + '_' + rest;
    }

    private String quoted(String rest) {
        return '"' + kind + '_' + rest + '"';
    }

    private void buffers(Block block) {
        Directive directive = Numbers.inForce(block, name("buffers"));
        long number = directive == null ? 8 : Units.number(directive.arguments().get(0));
        long each = directive == null ? PAGE : Units.size(directive.arguments().get(1));
        if (number < 2) {
            throw Complaint.here("there must be at least 2 " + quoted("buffers"));
        }
        long largest = Math.max(Numbers.of(block, name("buffer_size"), PAGE), each);
        String than = "the maximum of the value of " + quoted("buffer_size") + " and one of the " + quoted("buffers");
        long busy = Numbers.of(block, name("busy_buffers_size"), 2 * largest);
        if (Long.compareUnsigned(busy, largest) < 0) {
            throw Complaint.here(quoted("busy_buffers_size") + " must be equal to or greater than " + than);
        }
        if (Long.compareUnsigned(busy, (number - 1) * each) > 0) {
            throw Complaint.here(quoted("busy_buffers_size") + " must be less than the size of all " + quoted("buffers")
                    + " minus one buffer");
        }
        if (Numbers.of(block, name("temp_file_write_size"), 2 * largest) < largest) {
            throw Complaint.here(quoted("temp_file_write_size") + " must be equal to or greater than " + than);
        }
        long most = Numbers.of(block, name("max_temp_file_size"), GIGABYTE);
        if (most != 0 && most < largest) {
            throw Complaint.here(quoted("max_temp_file_size") + " must be equal to zero to disable temporary files"
                    + " usage or must be equal to or greater than " + than);
        }
    }

    private void temporaryFiles(Block block) {
        if (Numbers.inForce(block, name("temp_path")) == null) {
            Resources.of(realm.cycle()).addDefaultPath(realm.cycle().underPrefix(name("temp")), List.of("1", "2"));
        }
    }

    /** The cache in force: the block's own, none where it stores, else the one around it. */
    private @Nullable Directive cacheOf(Block block) {
        if (!block.anywhere(name("cache"))) {
            return null;
        }
        for (Block b = block; b != null; b = b.parent()) {
            List<Directive> own = b.all(name("cache"));
            if (!own.isEmpty()) {
                return own.get(0);
            }
            List<Directive> store = b.all(name("store"));
            if (!store.isEmpty() && !isOff(store.get(0))) {
                return null;
            }
        }
        return null;
    }

    private static boolean isOff(Directive directive) {
        return Types.cString(directive.arguments().get(0)).equals("off");
    }

    private boolean caches(Block block) {
        Directive cache = cacheOf(block);
        return cache != null && !isOff(cache);
    }

    private void cache(Block block) {
        Directive cache = cacheOf(block);
        if (cache == null || isOff(cache)) {
            return;
        }
        String zone = cache.arguments().get(0);
        boolean varies = zone.indexOf('$') >= 0;
        if (!varies
                && Zones.of(realm.cycle())
                                .named(zone, 0, "ngx_http_" + kind + "_module")
                                .data()
                        == null) {
            throw Complaint.here(quoted("cache") + " zone \"" + zone + "\" is unknown");
        }
        if (!kind.equals("proxy") && Numbers.inForce(block, name("cache_key")) == null) {
            realm.cycle()
                    .report(new Finding(
                            Severity.WARN, "no " + quoted("cache_key") + " for " + quoted("cache"), end, true));
        }
    }

    /** ngx_http_proxy_set_ssl, once for each block that has settings of its own. */
    private void tls(Block block) {
        List<Directive> pass = block.all(name("pass"));
        if (pass.isEmpty() || !Passes.mayUseTls(kind, pass.get(0).arguments().get(0))) {
            return;
        }
        Block owner = block;
        for (Block b = block; b != null; b = b.parent()) {
            owner = b;
            if (hasOwnTls(b)) {
                break;
            }
        }
        if (owner.memo(Built.class, Built::new).things.add(kind + " tls")) {
            checkTls(realm, block, kind);
        }
    }

    private boolean hasOwnTls(Block block) {
        return OWN_TLS.stream().anyMatch(rest -> !block.all(name(rest)).isEmpty());
    }

    /** The TLS that a block speaks to others. */
    static void checkTls(Realm realm, Block block, String kind) {
        TlsCheck check = new TlsCheck(realm.cycle());
        check.protocols(Numbers.allInForce(block, kind + "_ssl_protocols").stream()
                .flatMap(d -> d.arguments().stream())
                .toList());
        check.ciphers(Numbers.word(block, kind + "_ssl_ciphers", "DEFAULT"));
        String certificate = Numbers.word(block, kind + "_ssl_certificate", "");
        if (!certificate.isEmpty()) {
            Directive key = Numbers.inForce(block, kind + "_ssl_certificate_key");
            if (key == null) {
                throw Complaint.plain(
                        "no \"" + kind + "_ssl_certificate_key\" is defined for certificate \"" + certificate + '"');
            }
            String keyName = key.arguments().get(0);
            if (certificate.indexOf('$') < 0 && keyName.indexOf('$') < 0) {
                check.certificate(certificate, keyName, Secrets.of(block));
            }
        }
        if (Numbers.on(block, kind + "_ssl_verify")) {
            String trusted = Numbers.word(block, kind + "_ssl_trusted_certificate", "");
            if (trusted.isEmpty()) {
                throw Complaint.plain("no " + kind + "_ssl_trusted_certificate for " + kind + "_ssl_verify");
            }
            check.trust(trusted);
            check.revocations(Numbers.word(block, kind + "_ssl_crl", ""));
        }
        SslServers.commands(block, kind + "_ssl_conf_command", check);
    }
}
