package io.postern.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrownTest {
    @Test
    void earlierLists_stayAsTheyWere() {
        List<String> one = Grown.of(List.of(), List.of("a"));
        List<String> two = Grown.of(one, List.of("b", "c"));
        assertEquals(List.of("a"), one);
        assertEquals(List.of("a", "b", "c"), two);
        assertThrows(IndexOutOfBoundsException.class, () -> one.get(1));
    }

    @Test
    void twoListsGrownOutOfOne_doNotMix() {
        List<String> one = Grown.of(List.of(), List.of("a"));
        assertEquals(List.of("a", "b"), Grown.of(one, List.of("b")));
        assertEquals(List.of("a", "c"), Grown.of(one, List.of("c")));
    }

    @Test
    void nobodyElse_canChangeIt() {
        List<String> one = Grown.of(List.of("a"), List.of("b"));
        assertThrows(UnsupportedOperationException.class, () -> one.add("c"));
    }
}
