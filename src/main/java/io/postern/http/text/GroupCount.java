package io.postern.http.text;

/** Counts a pattern's capturing groups before it is translated: {@code \12} depends on it. */
final class GroupCount {
    private GroupCount() {}

    static int count(String in) {
        int groups = 0;
        for (int i = 0; i < in.length(); i++) {
            char c = in.charAt(i);
            if (c == '\\') {
                if (in.startsWith("\\Q", i)) {
                    int end = in.indexOf("\\E", i);
                    i = end < 0 ? in.length() : end;
                }
                i++;
            } else if (c == '[') {
                i = skipClass(in, i);
            } else if (c == '(' && captures(in, i)) {
                groups++;
            }
        }
        return groups;
    }

    private static boolean captures(String in, int i) {
        if (in.startsWith("(*", i)) {
            return false;
        }
        if (!in.startsWith("(?", i)) {
            return true;
        }
        return in.startsWith("(?P<", i)
                || in.startsWith("(?'", i)
                || (in.startsWith("(?<", i) && !in.startsWith("(?<=", i) && !in.startsWith("(?<!", i));
    }

    private static int skipClass(String in, int open) {
        int i = open + 1;
        if (i < in.length() && in.charAt(i) == '^') {
            i++;
        }
        if (i < in.length() && in.charAt(i) == ']') {
            i++;
        }
        while (i < in.length() && in.charAt(i) != ']') {
            if (in.charAt(i) == '\\') {
                i++;
            } else if (in.startsWith("[:", i) && in.indexOf(":]", i) > 0) {
                i = in.indexOf(":]", i) + 1;
            }
            i++;
        }
        return i;
    }
}
