package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.lang.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The texts of a configuration's files, line by line, for people and programs that look at a place in them. */
final class Sources {
    private final Map<String, byte[]> files;
    private final Map<String, int[]> starts = new HashMap<>();

    /**
     * The files read.
     *
     * @param files by nginx's names for them, in the order they were read
     */
    Sources(Map<String, byte[]> files) {
        this.files = files;
    }

    Collection<String> names() {
        return files.keySet();
    }

    /** The line at this place, its bytes as ISO_8859_1, without its end; null where there is none. */
    @Nullable
    String line(Origin place) {
        byte[] text = files.get(place.file());
        if (text == null) {
            return null;
        }
        int[] all = starts.computeIfAbsent(place.file(), name -> starts(text));
        if (place.line() < 1 || place.line() > all.length) {
            return null;
        }
        int start = all[place.line() - 1];
        int end = place.line() < all.length ? all[place.line()] - 1 : text.length;
        return new String(text, start, end - start, ISO_8859_1).replace("\r", "");
    }

    /** The place's column in characters, from 1: what an editor shows. */
    int column(Origin place) {
        String line = line(place);
        if (line == null || place.column() > line.length() + 1) {
            return Math.max(1, place.column());
        }
        String before = text(line.substring(0, Math.max(0, place.column() - 1)));
        return before.codePointCount(0, before.length()) + 1;
    }

    /** Bytes as characters: UTF-8 where they are that, else ISO_8859_1. */
    static String text(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.charAt(i) > '~') {
                return decoded(bytes);
            }
        }
        return bytes;
    }

    private static String decoded(String bytes) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }

    private static int[] starts(byte[] text) {
        int[] found = new int[64];
        int count = 1;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = i + 1;
            }
        }
        return Arrays.copyOf(found, count);
    }
}
