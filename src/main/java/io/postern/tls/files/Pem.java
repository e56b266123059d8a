package io.postern.tls.files;

import io.postern.tls.openssl.OpenSslWords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM file (RFC 7468 and, for {@code Proc-Type}, RFC 1421); what stands between them is ignored. */
public final class Pem {
    /** One block. */
    public static final class Block {
        private final String type;
        private final String encryption;
        private final byte[] der;

        Block(String type, String encryption, byte[] der) {
            this.type = type;
            this.encryption = encryption;
            this.der = der;
        }

        /** What stands behind BEGIN. */
        String type() {
            return type;
        }

        /** The value of {@code DEK-Info}, empty where the block is not encrypted by itself. */
        String encryption() {
            return encryption;
        }

        public byte[] der() {
            return der;
        }
    }

    /** Thrown where a block is damaged; the message is OpenSSL's. */
    public static final class BadPem extends Exception {
        private final int before;

        BadPem(String message) {
            this(message, 0);
        }

        BadPem(String message, int before) {
            super(message, null, false, false);
            this.before = before;
        }

        /** How many good blocks stand before the damaged one. */
        int before() {
            return before;
        }
    }

    private static final Pattern BEGIN = Pattern.compile("(?md)^-----BEGIN ([^\r\n]*?)-----[ \t]*\r?$");
    private static final Pattern DEK_INFO = Pattern.compile("(?md)^DEK-Info: *(\\S+)");

    /** What some editors put in front of UTF-8, byte by byte; OpenSSL passes over it. */
    private static final String MARK = "\u00ef\u00bb\u00bf";

    private Pem() {}

    /**
     * Reads all blocks.
     *
     * @throws BadPem with OpenSSL's words at the first damaged block
     */
    public static List<Block> read(byte[] file) throws BadPem {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        if (text.startsWith(MARK)) {
            text = text.substring(MARK.length());
        }
        List<Block> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        int at = 0;
        while (begin.find(at)) {
            String type = begin.group(1);
            int end = text.indexOf("-----END " + type + "-----", begin.end());
            if (end < 0) {
                throw new BadPem(OpenSslWords.BAD_END_LINE, blocks.size());
            }
            blocks.add(block(type, text.substring(begin.end(), end), blocks.size()));
            at = end;
        }
        return blocks;
    }

    private static Block block(String type, String inside, int before) throws BadPem {
        String encryption = "";
        String base64 = inside;
        if (inside.stripLeading().startsWith("Proc-Type:")) {
            Matcher info = DEK_INFO.matcher(inside);
            boolean encrypted = inside.contains("ENCRYPTED");
            if (encrypted && !info.find()) {
                throw new BadPem(OpenSslWords.NOT_DEK_INFO, before);
            }
            encryption = encrypted ? info.group(1) : "";
            Matcher empty = Pattern.compile("\r?\n[ \t]*\r?\n").matcher(inside.stripLeading());
            base64 = empty.find() ? inside.stripLeading().substring(empty.end()) : "";
        }
        try {
            return new Block(type, encryption, Base64.getDecoder().decode(base64.replaceAll("[ \t\r\n]", "")));
        } catch (IllegalArgumentException e) {
            throw new BadPem(OpenSslWords.BAD_BASE64, before);
        }
    }

    /** Writes one block as OpenSSL does: 64 columns, a line feed behind every line. */
    public static String write(String type, byte[] der) {
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN " + type + "-----\n" + encoder.encodeToString(der) + "\n-----END " + type + "-----\n";
    }
}
