package io.penstock.server.tls;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Shows clients the certificate that is valid now. An alias names one reading of the files, so that
 * a handshake that began with one certificate does not end with the key of the next. Thread: safe
 * for many at once.
 */
final class ServedKey extends X509ExtendedKeyManager {
    private volatile State state;

    /** The last two readings: a handshake takes no longer than one lives. */
    private record State(long number, Identity now, @Nullable Identity before) {
        String alias() {
            return Long.toString(number);
        }

        @Nullable Identity of(@Nullable String alias) {
            return alias().equals(alias) ? now : before;
        }
    }

    ServedKey(Identity first) {
        state = new State(0, first, null);
    }

    synchronized void replace(Identity next) {
        state = new State(state.number() + 1, next, state.now());
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        State current = state;
        return keyType.equals(current.now().key().getAlgorithm()) ? current.alias() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        Identity identity = state.of(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        Identity identity = state.of(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    List<X509Certificate> chain() {
        return state.now().chain();
    }
}
