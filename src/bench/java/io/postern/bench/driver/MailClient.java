package io.postern.bench.driver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client that logs in, line by line, and then hands its connection's bytes to a {@link Task}. */
public final class MailClient extends ChannelInboundHandlerAdapter {
    /** What a client says after each final reply line, and how such a line begins. */
    public enum Dialect {
        IMAP,
        POP3,
        SMTP;

        private List<String> lines() {
            return switch (this) {
                case IMAP -> List.of("a LOGIN user@example.com secret\r\n");
                case POP3 -> List.of("USER user@example.com\r\n", "PASS secret\r\n");
                case SMTP -> List.of("EHLO bench.example\r\n", "AUTH PLAIN AHVzZXJAZXhhbXBsZS5jb20Ac2VjcmV0\r\n");
            };
        }

        private List<String> replies() {
            return switch (this) {
                case IMAP -> List.of("* OK", "a OK");
                case POP3 -> List.of("+OK", "+OK", "+OK");
                case SMTP -> List.of("220 ", "250 ", "235 ");
            };
        }
    }

    /** What a client does once it is in. Called on the client's event loop. */
    public interface Task {
        void loggedIn(ChannelHandlerContext ctx);

        /** Takes the bytes that came; the caller releases them. */
        void received(ChannelHandlerContext ctx, ByteBuf bytes);

        /** The login came to nothing. */
        void failed(String why);

        /** The connection of a client that was in is over, whoever ended it. */
        default void ended() {}
    }

    private final List<String> lines;
    private final List<String> replies;
    private final Task task;
    private final StringBuilder line = new StringBuilder();
    private int step;
    private boolean over;

    MailClient(Dialect dialect, Task task) {
        this.lines = dialect.lines();
        this.replies = dialect.replies();
        this.task = task;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable() && step < replies.size()) {
                char c = (char) in.readUnsignedByte();
                line.append(c);
                if (c == '\n') {
                    reply(ctx);
                    line.setLength(0);
                }
            }
            if (in.isReadable()) {
                task.received(ctx, in);
            }
        } finally {
            in.release();
        }
    }

    private void reply(ChannelHandlerContext ctx) {
        boolean untagged = step > 0 && line.charAt(0) == '*';
        if (untagged || (line.length() > 3 && line.charAt(3) == '-')) {
            return; // the final line is still to come
        }
        if (line.indexOf(replies.get(step)) != 0) {
            over = true;
            task.failed(line.toString().trim());
            ctx.close();
            return;
        }
        if (step < lines.size()) {
            ctx.writeAndFlush(Unpooled.copiedBuffer(lines.get(step), StandardCharsets.ISO_8859_1));
        }
        step++;
        if (step == replies.size()) {
            task.loggedIn(ctx);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!over && step < replies.size()) {
            over = true;
            task.failed("closed by the proxy at step " + step);
        } else if (!over) {
            over = true;
            task.ended();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!over && step < replies.size()) {
            over = true;
            task.failed(String.valueOf(cause.getMessage()));
        }
        ctx.close();
    }
}
