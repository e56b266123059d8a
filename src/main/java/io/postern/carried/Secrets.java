package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.tls.directives.TlsCheck;
import java.util.List;

/** Passwords that were read from a file, kept with the block that named it. */
final class Secrets {
    private final List<byte[]> passwords;

    private Secrets(List<byte[]> passwords) {
        this.passwords = passwords;
    }

    static void passwordFile(Args args) {
        Secrets secrets = new Secrets(TlsCheck.passwords(args));
        args.block().memo(Secrets.class, () -> secrets);
    }

    /** The passwords in force for a block. */
    static List<byte[]> of(Block block) {
        for (Block b = block; b != null; b = b.parent()) {
            Secrets found = b.remembered(Secrets.class);
            if (found != null) {
                return found.passwords;
            }
        }
        return List.of();
    }
}
