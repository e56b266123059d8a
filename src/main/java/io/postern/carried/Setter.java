package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;

/** Judges one statement (nginx's "set" function of a command); what it has to remember it keeps with the block or the realm. */
@FunctionalInterface
interface Setter {
    /** Takes the statement or throws nginx's complaint. */
    void set(Args args);

    /** Takes whatever is written. */
    Setter ANY = args -> {};

    /** The same, for a directive that may stand once in a block. */
    static Setter once(Setter setter) {
        return args -> {
            refuseSecond(args);
            setter.set(args);
        };
    }

    /** Refuses a directive that its block has already. */
    static void refuseSecond(Args args) {
        if (has(args, args.name())) {
            throw Complaint.directive("is duplicate");
        }
    }

    /** Whether the statement's block has a directive of this name so far. */
    static boolean has(Args args, String name) {
        return !args.block().all(name).isEmpty();
    }
}
