package io.penstock.server;

import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.SecretLookup;

import java.util.Optional;

/**
 * Secrets from environment variables of the same name. The server's own variables are not among
 * them: a project must not read the admin token.
 */
public final class EnvironmentSecrets implements SecretLookup {
    private final ImmutableMap<String, String> environment;

    /** Secrets from these variables. */
    public EnvironmentSecrets(ImmutableMap<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Optional<String> secret(String name) {
        return name.startsWith("PENSTOCK_")
                ? Optional.empty()
                : Optional.ofNullable(environment.get(name));
    }
}
