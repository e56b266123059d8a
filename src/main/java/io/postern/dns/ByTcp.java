package io.postern.dns;

import org.xbill.DNS.Type;

/** Which answers about one name do not go into a datagram: they are asked for by TCP from then on (nginx's rn->tcp and rn->tcp6). */
final class ByTcp {
    private boolean four;
    private boolean six;

    synchronized boolean is(int type) {
        return type == Type.AAAA ? six : four;
    }

    /** From now on; false where it was so already. */
    synchronized boolean set(int type) {
        boolean before = is(type);
        if (type == Type.AAAA) {
            six = true;
        } else {
            four = true;
        }
        return !before;
    }
}
