package io.postern.http.rewrite;

import io.postern.http.text.Template;
import org.jspecify.annotations.Nullable;

/** How a pass over rewrite directives ended. */
public sealed interface Outcome {
    /** Nothing was answered; {@code again} when the URI changed so that its location must be looked for anew. */
    record GoOn(boolean again) implements Outcome {}

    /** Answer with this text, or go to the text as a redirect. */
    record Answer(int status, Template text) implements Outcome {}

    /** Answer with this code's page. */
    record Special(int status) implements Outcome {}

    /** {@link GoOn} with a URI that stays in the location found. */
    Outcome STAY = new GoOn(false);

    static @Nullable Integer status(Outcome outcome) {
        return outcome instanceof Special s
                ? (Integer) s.status()
                : outcome instanceof Answer a ? (Integer) a.status() : null;
    }
}
