package io.postern.side;

import io.netty.pkitesting.X509Bundle;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows one certificate to whoever asks for any of its kind of key. */
public final class OneKey extends X509ExtendedKeyManager {
    private static final String NAME = "own";

    private final X509Bundle own;

    public OneKey(X509Bundle own) {
        this.own = own;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] kinds, Principal[] issuers, SSLEngine engine) {
        return name(kinds);
    }

    private @Nullable String name(String[] kinds) {
        String kind = own.getKeyPair().getPublic().getAlgorithm();
        for (String asked : kinds) {
            if (asked.equals(kind)) {
                return NAME;
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] kinds, Principal[] issuers, Socket socket) {
        return name(kinds);
    }

    @Override
    public String @Nullable [] getClientAliases(String kind, Principal[] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String kind, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String kind, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return own.getCertificatePath();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return own.getKeyPair().getPrivate();
    }
}
