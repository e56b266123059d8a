package io.postern.bench.driver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A back end that lets everybody in and then obeys four words: {@code PING…} is echoed, {@code PUSH n} sends n bytes,
 * {@code HOLD n} does so with a small socket buffer, {@code SINK n} takes n bytes and says {@code OK}. It takes the logins of all
 * proxies, and of a client that comes without one.
 */
final class FakeBackend extends ChannelInboundHandlerAdapter {
    private static final ByteBuf BLOCK =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(65536).writeZero(65536));
    private static final byte[] OK = "OK\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final MailClient.Dialect dialect;
    private final AtomicLong visitors;
    private final ByteBuf line = Unpooled.buffer(256);
    private String tag = "";
    private boolean in;
    private long toSend;
    private long toTake;

    /** @param visitors counts each connection */
    FakeBackend(MailClient.Dialect dialect, AtomicLong visitors) {
        this.dialect = dialect;
        this.visitors = visitors;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        visitors.incrementAndGet();
        ctx.writeAndFlush(text(
                switch (dialect) {
                    case IMAP -> "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n";
                    case POP3 -> "+OK ready\r\n";
                    case SMTP -> "220 ready\r\n";
                }));
    }

    private static ByteBuf text(String words) {
        return Unpooled.copiedBuffer(words, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (bytes.isReadable()) {
                if (toTake > 0) {
                    int n = (int) Math.min(toTake, bytes.readableBytes());
                    bytes.skipBytes(n);
                    toTake -= n;
                    if (toTake == 0) {
                        ctx.write(Unpooled.wrappedBuffer(OK));
                    }
                } else {
                    byte b = bytes.readByte();
                    line.writeByte(b);
                    if (b == '\n') {
                        obey(ctx, Arrays.copyOf(line.array(), line.readableBytes()));
                        line.clear();
                    }
                }
            }
        } finally {
            bytes.release();
        }
        ctx.flush();
    }

    private void obey(ChannelHandlerContext ctx, byte[] bytes) {
        switch (new String(bytes, 0, Math.min(5, bytes.length), StandardCharsets.ISO_8859_1)) {
            case "PING " -> ctx.write(Unpooled.wrappedBuffer(bytes));
            case "PUSH ", "HOLD " -> {
                if (bytes[0] == 'H') {
                    ctx.channel().config().setOption(ChannelOption.SO_SNDBUF, 8192);
                }
                toSend += number(bytes);
                push(ctx);
            }
            case "SINK " -> toTake = number(bytes);
            default -> {
                if (!in) {
                    ctx.write(text(login(new String(bytes, StandardCharsets.ISO_8859_1))));
                }
            }
        }
    }

    /** The reply to a line of a login. */
    private String login(String said) {
        return switch (dialect) {
            case IMAP -> {
                String words = said.stripTrailing();
                boolean literal = words.endsWith("}");
                if (tag.isEmpty()) {
                    tag = words.substring(0, Math.max(words.indexOf(' '), 0));
                }
                if (literal) {
                    yield "+ OK\r\n";
                }
                in = true;
                yield tag + " OK done\r\n";
            }
            case POP3 -> {
                in = said.startsWith("PASS") || said.startsWith("AUTH");
                yield "+OK\r\n";
            }
            case SMTP -> {
                if (said.startsWith("EHLO")) {
                    yield "250-hello\r\n250 AUTH PLAIN\r\n";
                }
                yield said.startsWith("AUTH") ? "235 in\r\n" : "250 ok\r\n";
            }
        };
    }

    private static long number(byte[] line) {
        return Long.parseLong(new String(line, 5, line.length - 5, StandardCharsets.ISO_8859_1).trim());
    }

    private void push(ChannelHandlerContext ctx) {
        while (toSend > 0 && ctx.channel().isWritable()) {
            int n = (int) Math.min(toSend, BLOCK.capacity());
            toSend -= n; // before the write, which may call us again
            ctx.write(BLOCK.slice(0, n).retain());
        }
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        push(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
