package io.postern.directive;

import java.util.Collection;
import java.util.List;

/**
 * How the arguments of a directive become a value: nginx's "set" function of a command.
 *
 * @param <T> the value; immutable
 */
@FunctionalInterface
public interface Type<T> {
    /**
     * The value of one statement; its number of arguments is already right.
     *
     * @throws Complaint with nginx's words when an argument is wrong
     */
    T parse(Args args);

    /** The words that an argument may be, where they can be counted; for hints. Empty where anything else is right, too. */
    default Collection<String> words() {
        return List.of();
    }

    /**
     * The value when the directive stands in the same block once more; refuses it as nginx's slots do. Override, or wrap
     * with {@link Types#lastWins} or {@link Types#each}, where nginx accepts the repetition.
     */
    default T again(T before, Args args) {
        throw Complaint.directive("is duplicate");
    }
}
