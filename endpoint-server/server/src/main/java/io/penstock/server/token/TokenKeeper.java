package io.penstock.server.token;

import com.google.common.annotations.VisibleForTesting;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.HashCode;

import io.penstock.pipe.Project;
import io.penstock.server.access.AccessError;
import io.penstock.server.access.Authenticator;
import io.penstock.server.access.Principal;
import io.penstock.server.issuer.Issuer;
import io.penstock.server.issuer.Issuers;
import io.penstock.server.metadata.MetadataException;
import io.penstock.server.metadata.MetadataStore;
import io.penstock.spi.error.QueryException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Knows all tokens: the admin token, those in the metadata, and JWTs. Owner: who opened it closes
 * it. Thread: safe for many at once; to know a token costs a hash and a look into a map.
 */
public final class TokenKeeper implements Authenticator, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TokenKeeper.class);

    /** How long what others changed may go unnoticed. */
    private static final long LOOK_MILLIS = 2_000;

    private static final int LONGEST = 8_192;

    private final MetadataStore metadata;
    private final AdminToken admin;
    private final Tokens tokens;
    private final Issuers issuers;
    private final JwtVerifier jwts;
    private final TokenAdministration administration;
    private final InstantSource clock;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("token-looks").factory());
    private volatile Consumer<String> gone = id -> {};
    private boolean unreachable;

    private TokenKeeper(
            MetadataStore metadata,
            AdminToken admin,
            ImmutableList<Issuer> trusted,
            InstantSource clock) {
        this.metadata = metadata;
        this.admin = admin;
        this.clock = clock;
        this.tokens = new Tokens(metadata);
        UUID workspace = metadata.workspace();
        this.issuers = Issuers.open(trusted);
        this.jwts =
                new JwtVerifier(
                        admin, workspace, issuers, new IssuedJwts(tokens, workspace), clock);
        this.administration =
                new TokenAdministration(
                        tokens, admin, workspace, clock, jwts::forget, id -> gone.accept(id));
    }

    /**
     * Opens the metadata, and makes an admin token where there is none.
     *
     * @throws MetadataException when the database can't be used
     * @throws java.io.UncheckedIOException when the data folder can't be read or written
     */
    public static TokenKeeper open(TokenSettings settings) {
        return open(settings, InstantSource.system());
    }

    @VisibleForTesting
    static TokenKeeper open(TokenSettings settings, InstantSource clock) {
        MetadataStore metadata =
                MetadataStore.open(
                        settings.dataDir(),
                        settings.metadataUrl(),
                        AdminToken.workspace(settings.adminToken(), settings.dataDir()));
        try {
            AdminToken admin =
                    AdminToken.of(settings.adminToken(), settings.dataDir(), metadata.workspace());
            return new TokenKeeper(metadata, admin, settings.issuers(), clock);
        } catch (RuntimeException e) {
            metadata.close();
            throw e;
        }
    }

    /**
     * Notices from now on what other servers and commands change.
     *
     * @param deleted is told the ids of tokens that are not there any more
     * @param keys is told of an issuer's id and what became of its keys
     */
    public void follow(Consumer<String> deleted, BiConsumer<String, String> keys) {
        gone = deleted;
        issuers.follow(keys);
        ScheduledFuture<?> unused =
                looks.scheduleWithFixedDelay(
                        this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Accepts the tokens of these identity providers, and of no others, from now on. */
    public void trust(ImmutableList<Issuer> trusted) {
        issuers.replace(trusted);
    }

    /** What is known goes on to be known while the database can't be reached. */
    @VisibleForTesting
    void look() {
        try {
            if (admin.reload()) {
                jwts.forget();
            }
            tokens.refreshIfChanged().forEach(token -> gone.accept(token.id()));
            unreachable = false;
        } catch (RuntimeException e) {
            if (!unreachable) {
                log.warn("Tokens that others change are not noticed: {}", e.getMessage());
            }
            unreachable = true;
        }
    }

    @Override
    public Principal authenticate(String token) {
        if (token.isEmpty()) {
            throw new QueryException(AccessError.FORBIDDEN, MISSING);
        }
        if (token.length() > LONGEST) {
            throw new QueryException(
                    AccessError.FORBIDDEN,
                    "The token has %d characters; the limit is %d"
                            .formatted(token.length(), LONGEST));
        }
        HashCode hash = TokenValue.hash(token);
        if (admin.is(hash)) {
            return AdminToken.PRINCIPAL;
        }
        Optional<Principal> known = tokens.principal(hash);
        if (known.isPresent()) {
            return known.get();
        }
        if (JwtText.isOne(token)) {
            return jwts.principal(token, hash);
        }
        throw new QueryException(AccessError.FORBIDDEN, "The token is not valid here");
    }

    /** The admin token's text. */
    public TokenValue adminToken() {
        return admin.value();
    }

    /** What callers may do with tokens. */
    public TokenAdministration administration() {
        return administration;
    }

    /**
     * Gives tokens the scopes that a project's files declare, makes those that are new, and takes
     * back what is declared no more. A new one has no value until somebody refreshes it.
     */
    public void declare(Project project) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        tokens.declare(DeclaredTokens.of(project), now);
    }

    @Override
    public void close() {
        looks.shutdownNow();
        issuers.close();
        metadata.close();
    }
}
