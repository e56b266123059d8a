package io.postern.side;

/** A PROXY protocol header, version 2, at the start of what was heard. */
final class BinaryHeader {
    private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
    private static final int FIXED = 16;
    private static final int IPV4 = 12;
    private static final int IPV6 = 36;
    private static final int PORTS = 4;

    private BinaryHeader() {}

    static boolean starts(String heard) {
        return heard.startsWith(SIGNATURE) && heard.length() >= FIXED && heard.length() >= length(heard);
    }

    static int length(String heard) {
        return FIXED + heard.charAt(14) * 256 + heard.charAt(15);
    }

    /** Without what differs from run to run: the ports and the checksum at the end. */
    static String plain(String heard) {
        if (!starts(heard)) {
            return heard;
        }
        int length = length(heard);
        StringBuilder plain = new StringBuilder(heard);
        int addresses = heard.charAt(13) >> 4 == 2 ? IPV6 : heard.charAt(13) >> 4 == 1 ? IPV4 : 0;
        if (addresses > 0 && FIXED + addresses <= length) {
            plain.replace(FIXED + addresses - PORTS, FIXED + addresses, "PORT");
        }
        plain.replace(length - Integer.BYTES, length, "SUM_");
        return plain.toString();
    }
}
