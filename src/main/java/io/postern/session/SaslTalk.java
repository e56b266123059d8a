package io.postern.session;

import io.postern.log.Log;
import io.postern.sasl.CramMd5;
import io.postern.sasl.Credentials;
import io.postern.sasl.External;
import io.postern.sasl.Login;
import io.postern.sasl.Mechanism;
import io.postern.sasl.Plain;
import io.postern.sasl.Salt;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The login that all protocols share: AUTH or AUTHENTICATE, our challenges, the client's answers (nginx's ngx_mail_auth_parse and the
 * auth states). Confined to one event loop.
 *
 * <p>As in nginx, {@code *_auth} decides about CRAM-MD5 and about a challenged EXTERNAL only; PLAIN, LOGIN and EXTERNAL with an initial
 * response are always taken, and the auth source decides.
 */
public final class SaslTalk {
    private enum Awaited {
        NOTHING,
        USERNAME,
        PASSWORD,
        PLAIN,
        CRAM_MD5,
        EXTERNAL
    }

    private final String prompt;
    private final Set<Mechanism> enabled;
    private final String serverName;
    private final Facts facts;
    private final Log log;
    private Awaited awaited = Awaited.NOTHING;

    /**
     * @param prompt what a challenge begins with: {@code "+ "} or {@code "334 "}
     * @param serverName for the salt
     */
    public SaslTalk(String prompt, Set<Mechanism> enabled, String serverName, Facts facts, Log log) {
        this.prompt = prompt;
        this.enabled = enabled;
        this.serverName = serverName;
        this.facts = facts;
        this.log = log;
    }

    /** The client's next line answers a challenge. */
    public boolean awaits() {
        return awaited != Awaited.NOTHING;
    }

    /** The client's next line is the user name of AUTH LOGIN. */
    public boolean awaitsUsername() {
        return awaited == Awaited.USERNAME;
    }

    /** Forgets a challenge. */
    public void reset() {
        awaited = Awaited.NOTHING;
    }

    /**
     * Takes the arguments of AUTH or AUTHENTICATE.
     *
     * @return {@link Step.Say} with a challenge, {@link Step.Ask}, or null for an invalid command
     */
    public @Nullable Step begin(List<String> args) {
        if (args.isEmpty() || args.size() > 2) {
            return null;
        }
        String initial = args.size() == 2 ? args.get(1) : null;
        return switch (upper(args.get(0))) {
            case "LOGIN" -> initial == null ? challenge(Awaited.USERNAME, Login.USERNAME) : username(initial);
            case "PLAIN" -> initial == null ? challenge(Awaited.PLAIN, "") : plain(initial);
            case "CRAM-MD5" ->
                initial == null && enabled.contains(Mechanism.CRAM_MD5)
                        ? challenge(Awaited.CRAM_MD5, CramMd5.challenge(salt()))
                        : null;
            case "EXTERNAL" -> {
                if (initial != null) {
                    yield external(initial);
                }
                yield enabled.contains(Mechanism.EXTERNAL) ? challenge(Awaited.EXTERNAL, Login.USERNAME) : null;
            }
            default -> null;
        };
    }

    /**
     * Takes the client's answer to the challenge that is awaited.
     *
     * @return {@link Step.Say} with the next challenge, {@link Step.Ask}, or null for an invalid one
     */
    public @Nullable Step answer(String answer) {
        return switch (awaited) {
            case USERNAME -> username(answer);
            case PASSWORD -> password(answer);
            case PLAIN -> plain(answer);
            case CRAM_MD5 -> cramMd5(answer);
            case EXTERNAL -> external(answer);
            case NOTHING -> null;
        };
    }

    /** The session's salt, made when first asked for. */
    public String salt() {
        String salt = facts.salt;
        if (salt == null) {
            salt = Salt.make(serverName);
            facts.salt = salt;
        }
        return salt;
    }

    private Step challenge(Awaited next, String text) {
        awaited = next;
        return new Step.Say(prompt + text + "\r\n");
    }

    private @Nullable Step username(String answer) {
        String login = Login.read(answer, log);
        if (login == null) {
            return null;
        }
        facts.login = login;
        return challenge(Awaited.PASSWORD, Login.PASSWORD);
    }

    private @Nullable Step password(String answer) {
        String passwd = Login.read(answer, log);
        if (passwd == null) {
            return null;
        }
        facts.passwd = passwd;
        return new Step.Ask();
    }

    private @Nullable Step plain(String answer) {
        Credentials read = Plain.read(answer, log);
        if (read == null) {
            return null;
        }
        facts.login = read.login();
        facts.passwd = read.passwd();
        return new Step.Ask();
    }

    private @Nullable Step cramMd5(String answer) {
        CramMd5.Answer read = CramMd5.read(answer, log);
        if (read == null) {
            return null;
        }
        facts.login = read.login();
        if (read.hash() != null) {
            facts.passwd = read.hash();
        }
        if (!CramMd5.hashed(facts.passwd, log)) {
            return null;
        }
        facts.method = Facts.Method.CRAM_MD5;
        return new Step.Ask();
    }

    private @Nullable Step external(String answer) {
        String login = External.read(answer, log);
        if (login == null) {
            return null;
        }
        facts.login = login;
        facts.method = Facts.Method.EXTERNAL;
        return new Step.Ask();
    }

    /** ASCII only: a mechanism's name with other letters in it is none of ours. */
    private static String upper(String word) {
        StringBuilder upper = new StringBuilder(word);
        for (int i = 0; i < upper.length(); i++) {
            char c = upper.charAt(i);
            if (c >= 'a' && c <= 'z') {
                upper.setCharAt(i, (char) (c - 32));
            }
        }
        return upper.toString();
    }
}
