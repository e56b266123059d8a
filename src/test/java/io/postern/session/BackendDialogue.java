package io.postern.session;

import java.nio.charset.StandardCharsets;

/** A back-end talk driven as the dial drives it, without a connection: each piece is one read. */
public final class BackendDialogue {
    private final BackendTalk talk;
    private final CommandBuffer buffer;

    public BackendDialogue(BackendTalk talk, int proxyBuffer) {
        this.talk = talk;
        buffer = new CommandBuffer(proxyBuffer);
    }

    /** What comes of the last of these reads; the ones before it leave the talk waiting. */
    public Step reads(String... pieces) {
        Step step = new Step.Wait();
        for (String piece : pieces) {
            if (!(step instanceof Step.Wait)) {
                throw new AssertionError(step + " before " + piece);
            }
            byte[] bytes = piece.getBytes(StandardCharsets.ISO_8859_1);
            buffer.add(bytes, 0, bytes.length);
            step = talk.on(buffer);
        }
        if (step instanceof Step.Say) {
            buffer.clear();
        }
        return step;
    }

    /** The line said in answer to this, without its CR LF; or the step, where it is none. */
    public String says(String reply) {
        Step step = reads(reply);
        return step instanceof Step.Say say ? say.text().replace("\r\n", "") : step.toString();
    }

    public String action() {
        return talk.action();
    }
}
