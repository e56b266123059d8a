package io.postern.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A back end that lets everybody in and then obeys three words: {@code PING…} is echoed, {@code PUSH n} sends n bytes,
 * {@code SINK n} takes n bytes and says {@code OK}.
 */
final class FakeBackend extends ChannelInboundHandlerAdapter {
    /** Whom it greets, and how: the greeting, then a reply to each line of the proxy's login. */
    enum Dialect {
        IMAP,
        POP3,
        SMTP;

        private List<String> replies() {
            return switch (this) {
                case IMAP -> List.of("* OK ready\r\n", "+ OK\r\n", "+ OK\r\n", "a OK done\r\n");
                case POP3 -> List.of("+OK ready\r\n", "+OK\r\n", "+OK\r\n");
                case SMTP -> List.of("220 ready\r\n", "250 hello\r\n", "250 ok\r\n", "250 hello\r\n");
            };
        }
    }

    private static final ByteBuf BLOCK =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(65536).writeZero(65536));
    private static final byte[] OK = "OK\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final Deque<String> login;
    private final ByteBuf line = Unpooled.buffer(256);
    private long toSend;
    private long toTake;

    FakeBackend(Dialect dialect) {
        this.login = new ArrayDeque<>(dialect.replies());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(Unpooled.copiedBuffer(login.remove(), StandardCharsets.ISO_8859_1));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable()) {
                if (toTake > 0) {
                    int n = (int) Math.min(toTake, in.readableBytes());
                    in.skipBytes(n);
                    toTake -= n;
                    if (toTake == 0) {
                        ctx.write(Unpooled.wrappedBuffer(OK));
                    }
                } else {
                    byte b = in.readByte();
                    line.writeByte(b);
                    if (b == '\n') {
                        obey(ctx);
                        line.clear();
                    }
                }
            }
        } finally {
            in.release();
        }
        ctx.flush();
    }

    private void obey(ChannelHandlerContext ctx) {
        String reply = login.poll();
        if (reply != null) {
            ctx.write(Unpooled.copiedBuffer(reply, StandardCharsets.ISO_8859_1));
            return;
        }
        byte[] bytes = Arrays.copyOf(line.array(), line.readableBytes());
        switch (new String(bytes, 0, Math.min(5, bytes.length), StandardCharsets.ISO_8859_1)) {
            case "PUSH " -> {
                toSend += number(bytes);
                push(ctx);
            }
            case "SINK " -> toTake = number(bytes);
            default -> ctx.write(Unpooled.wrappedBuffer(bytes));
        }
    }

    private static long number(byte[] line) {
        return Long.parseLong(new String(line, 5, line.length - 5, StandardCharsets.ISO_8859_1).trim());
    }

    private void push(ChannelHandlerContext ctx) {
        while (toSend > 0 && ctx.channel().isWritable()) {
            int n = (int) Math.min(toSend, BLOCK.capacity());
            ctx.write(BLOCK.slice(0, n).retain());
            toSend -= n;
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
