package io.postern.process.lint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerViewTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix:/run/auth",
                "127.0.0.1:143",
                "127.1.2.3/auth",
                "localhost",
                "LOCALHOST:9/x",
                "[::1]",
                "[::1]:143",
                "[0:0:0:0:0:0:0:1]:9/x",
                "[::ffff:127.0.0.1]:143",
                "[::ffff:7f00:1]:143"
            })
    void thisMachinesOwnAddresses_areLocal(String address) {
        assertTrue(ServerView.isLocal(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "143",
                "*:143",
                "0.0.0.0:143",
                "[::]:143",
                "127.example.com",
                "localhost.example.com",
                "[::ffff:192.0.2.1]:1",
                "[::1"
            })
    void others_areNot(String address) {
        assertFalse(ServerView.isLocal(address));
    }
}
