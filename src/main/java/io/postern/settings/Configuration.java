package io.postern.settings;

import io.postern.directive.Block;
import io.postern.directive.Finding;
import io.postern.directive.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A whole configuration: immutable once read. */
public final class Configuration {
    private final Block root;
    private final List<ServerSettings> servers;
    private final Map<Class<?>, Object> values;
    private final List<Finding> findings;
    private final Vocabulary vocabulary;

    Configuration(
            Block root,
            List<ServerSettings> servers,
            Map<Class<?>, Object> values,
            List<Finding> findings,
            Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.root = root;
        this.servers = List.copyOf(servers);
        this.values = Map.copyOf(values);
        this.findings = List.copyOf(findings);
    }

    /** The mail servers, in the order written. */
    public List<ServerSettings> servers() {
        return servers;
    }

    /** The settings of a module that is read once. */
    public <S> S get(Class<S> kind) {
        return Objects.requireNonNull(kind.cast(values.get(kind)), () -> "no settings of " + kind);
    }

    /** The whole file as a typed tree. */
    public Block root() {
        return root;
    }

    /** The directives that were known. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** Everything found, in nginx's order. */
    public List<Finding> findings() {
        return findings;
    }

    /** Whether it can be used: no finding is fatal. */
    public boolean usable() {
        for (Finding finding : findings) {
            if (finding.fatal()) {
                return false;
            }
        }
        return true;
    }
}
