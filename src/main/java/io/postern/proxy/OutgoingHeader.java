package io.postern.proxy;

import io.postern.directive.IpText;
import io.postern.net.AddressText;
import io.postern.tls.TlsFacts;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The PROXY protocol header that tells a back end who the client is (ngx_proxy_protocol_write, ngx_proxy_protocol_v2_write). */
final class OutgoingHeader {
    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final int LENGTH_AT = 14;
    private static final int TLV_CRC32C = 3;
    private static final int STREAM = 1;

    private OutgoingHeader() {}

    /** Version 1: one line of text. */
    static byte[] v1(SocketAddress client, SocketAddress server) {
        String line = "PROXY UNKNOWN\r\n";
        if (client instanceof InetSocketAddress from) {
            boolean v6 = from.getAddress().getAddress().length == 16;
            String to = AddressText.of(server);
            int port = server instanceof InetSocketAddress inet ? inet.getPort() : 0;
            line = "PROXY TCP" + (v6 ? '6' : '4') + ' ' + IpText.text(from.getAddress()) + ' ' + to + ' '
                    + from.getPort() + ' ' + port + "\r\n";
        }
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Version 2: binary, with what is known of the client's TLS and a checksum at the end.
     *
     * @throws HeaderDraft.TooLong where a client's certificate says more than there is room for
     */
    static byte[] v2(SocketAddress client, SocketAddress server, @Nullable TlsFacts tls) throws HeaderDraft.TooLong {
        HeaderDraft out = new HeaderDraft();
        out.writeBytes(SIGNATURE);
        if (client instanceof InetSocketAddress from && server instanceof InetSocketAddress to) {
            byte[] source = from.getAddress().getAddress();
            byte[] target = to.getAddress().getAddress();
            boolean v6 = source.length == 16 || target.length == 16;
            if (mapped(source) && mapped(target)) {
                source = tail(source);
                target = tail(target);
                v6 = false;
            }
            out.write(0x21);
            out.write((v6 ? 2 : 1) << 4 | STREAM);
            out.word(0);
            address(out, source, v6);
            address(out, target, v6);
            out.word(from.getPort());
            out.word(to.getPort());
        } else {
            out.write(0x20);
            out.write(0);
            out.word(0);
        }
        if (tls != null) {
            HeaderTls.write(out, tls);
        }
        return checked(out);
    }

    private static byte[] checked(HeaderDraft out) throws HeaderDraft.TooLong {
        out.need(Integer.BYTES, "CRC32c TLV");
        out.write(TLV_CRC32C);
        out.word(Integer.BYTES);
        int sumAt = out.size();
        out.writeBytes(new byte[Integer.BYTES]);
        byte[] header = out.toByteArray();
        ByteBuffer view = ByteBuffer.wrap(header);
        view.putShort(LENGTH_AT, (short) (header.length - LENGTH_AT - 2));
        CRC32C sum = new CRC32C();
        sum.update(header, 0, header.length);
        view.putInt(sumAt, (int) sum.getValue());
        return header;
    }

    private static void address(HeaderDraft out, byte[] address, boolean v6) {
        if (v6 && address.length == 4) {
            out.writeBytes(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1});
        }
        out.writeBytes(address);
    }

    private static boolean mapped(byte[] address) {
        if (address.length != 16 || address[10] != -1 || address[11] != -1) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] tail(byte[] address) {
        byte[] v4 = new byte[4];
        System.arraycopy(address, 12, v4, 0, 4);
        return v4;
    }
}
