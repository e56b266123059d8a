package io.postern.corpus;

/** What {@link Jumble} puts into a text. Each character is a byte: what is not ASCII stands as its bytes in UTF-8, or as none of that. */
final class Scraps {
    static final String[] NUMBERS = {
        "0",
        "-1",
        "00",
        "007",
        "0x10",
        "1e3",
        "1.5",
        "+1",
        "255",
        "256",
        "32767",
        "32768",
        "65535",
        "65536",
        "2147483647",
        "2147483648",
        "4294967295",
        "4294967296",
        "4294967297",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999",
        "1",
        "10",
        "100",
        "101",
        "599",
        "600"
    };
    static final String[] UNITS = {
        "", "k", "K", "m", "M", "g", "G", "s", "ms", "h", "d", "w", "y", "S", "1h30m", "h30", "kk", "ki", "%", "r/s",
        "r/m", "b", "."
    };
    static final String[] BYTES = {
        "\u00ef\u00bb\u00bf",
        "\u00c2\u00a0",
        "\u00e2\u0080\u0093",
        "\u00e2\u0080\u009c",
        "\u00c3\u00bc",
        "\u00ff",
        "\u0080",
        "\u0085",
        "\u00a0",
        "\u0001",
        "\u001b",
        "\u007f",
        "\u00e2\u0080\u00a8"
    };
    static final String[] QUOTES = {"\"", "'", "\\\"", "\\'", "\"\"", "''", "\\", "\\\\", "\"'\"", "\\\n", "\"\n", "\\t"
    };
    static final String[] VARIABLES = {
        "$",
        "${",
        "${host",
        "$host",
        "${host}",
        "$1",
        "$nosuch",
        "$$",
        "${}",
        "$ {",
        "$arg_",
        "$http_",
        "$-",
        "${1}",
        "$10",
        "$remote_addr",
        "$arg_a$arg_b",
        "}",
        "{",
        "$host}",
        "$cookie_",
        "$\u00e9"
    };
    static final String[] COMMENTS = {
        "# x\n", "#x;\n", "#", " #{\n", "#\"\n", "#\n#", "\n#;}\n", "//", "/* x */", "#\r", "#\0\n"
    };
    static final String[] CONTROLS = {"\r", "\0", "\r\n", "\f", "\u000b", "\0\n", "\t", " \r ", "\b", ";\0"};
    static final String[] BLOCKS = {
        "mail",
        "http",
        "stream",
        "server",
        "events",
        "location /",
        "location ~ a",
        "location = /",
        "location @a",
        "upstream u",
        "if ($host)",
        "if (-f a)",
        "if ($host = a)",
        "limit_except GET",
        "types",
        "map $host $m",
        "geo $g",
        "split_clients $host $s",
        "charset_map a b",
        "match",
        "location",
        "if",
        "map $host",
        "geo $host $g",
        "upstream",
        "types a",
        "server a"
    };
    static final String[] INCLUDES = {
        "parts/*.inc",
        "parts",
        "parts/",
        "parts/none*",
        "parts/none",
        "parts/one.inc",
        "parts/[ot]*.inc",
        "/dev/null",
        "\"\"",
        "parts/one.inc parts/two.inc",
        "parts/???.inc",
        "parts/\\*.inc",
        "parts/{one,two}.inc",
        "parts/empty.inc",
        "parts/broken.inc",
        "parts/open.inc",
        "parts/close.inc",
        "*",
        "parts/*",
        "parts/words.inc",
        "parts/one.inc/x",
        "$host",
        "parts/*.inc\u0000",
        "[",
        "~"
    };

    private Scraps() {}
}
