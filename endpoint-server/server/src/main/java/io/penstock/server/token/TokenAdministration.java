package io.penstock.server.token;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.BaseEncoding;

import io.penstock.server.access.AccessError;
import io.penstock.server.access.Principal;
import io.penstock.server.access.Scope;
import io.penstock.server.access.ScopeJson;
import io.penstock.server.access.ScopeType;
import io.penstock.spi.error.QueryException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What callers may do with tokens. Everything needs the scope TOKENS or ADMIN. Who has TOKENS alone
 * gives no more than it has: neither to a token that it makes or changes, nor by taking a token
 * that may do more over. Thread: safe for many at once.
 */
public final class TokenAdministration {
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}/]{1,255}");
    private static final int LONGEST_DESCRIPTION = 10_000;
    private static final BaseEncoding BASE64 = BaseEncoding.base64Url().omitPadding();
    private static final String JWT_HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Tokens tokens;
    private final AdminToken admin;
    private final UUID workspace;
    private final InstantSource clock;
    private final Runnable keyChanged;
    private final Consumer<String> gone;

    /**
     * An administration.
     *
     * @param keyChanged runs when the admin token has another text
     * @param gone is told the ids of tokens that were deleted
     */
    TokenAdministration(
            Tokens tokens,
            AdminToken admin,
            UUID workspace,
            InstantSource clock,
            Runnable keyChanged,
            Consumer<String> gone) {
        this.tokens = tokens;
        this.admin = admin;
        this.workspace = workspace;
        this.clock = clock;
        this.keyChanged = keyChanged;
        this.gone = gone;
    }

    /** The workspace that the tokens are of; JWTs name it. */
    public UUID workspace() {
        return workspace;
    }

    /** All tokens, the admin token first, without their secrets. */
    public ImmutableList<TokenView> list(Principal caller) {
        requireManager(caller);
        ImmutableList.Builder<TokenView> all = ImmutableList.builder();
        all.add(adminView(caller));
        tokens.all().forEach(token -> all.add(view(token)));
        return all.build();
    }

    /**
     * One token.
     *
     * @param reference its name, id or value
     * @throws QueryException {@link AccessError#NOT_FOUND}
     */
    public TokenView find(Principal caller, String reference) {
        requireManager(caller);
        return isAdmin(reference) ? adminView(caller) : view(stored(reference));
    }

    /**
     * Makes a token.
     *
     * @return with its value, which can't be seen again
     * @throws QueryException {@link AccessError#INVALID}, {@link AccessError#CONFLICT}, {@link
     *     AccessError#FORBIDDEN}
     */
    public TokenView create(Principal caller, NewToken wanted) {
        requireManager(caller);
        requireName(wanted.name());
        requireDescription(wanted.description());
        requireCovered(caller, wanted.scopes());
        String id = UUID.randomUUID().toString();
        TokenValue value = TokenValue.generate(workspace, id);
        StoredToken token =
                new StoredToken(
                        id,
                        wanted.name(),
                        wanted.description(),
                        wanted.origin(),
                        wanted.resourceId(),
                        Optional.of(TokenValue.hash(value.text()).toString()),
                        wanted.scopes(),
                        ImmutableSet.of(),
                        now(),
                        now());
        requireTogether(token);
        tokens.add(ImmutableList.of(token));
        return view(token, value);
    }

    /**
     * Changes a token; scopes that datafiles give it stay.
     *
     * @throws QueryException as {@link #create}, and {@link AccessError#NOT_FOUND}
     */
    public TokenView update(Principal caller, String reference, TokenEdit edit) {
        StoredToken token = manageable(caller, reference, "changed");
        edit.name().ifPresent(TokenAdministration::requireName);
        edit.description().ifPresent(TokenAdministration::requireDescription);
        edit.scopes().ifPresent(scopes -> requireCovered(caller, scopes));
        return view(
                tokens.change(
                        token.id(),
                        before -> {
                            StoredToken after =
                                    before.withText(
                                                    edit.name().orElse(before.name()),
                                                    edit.description().orElse(before.description()),
                                                    now())
                                            .withGiven(edit.scopes().orElse(before.given()), now());
                            requireTogether(after);
                            return after;
                        }));
    }

    /**
     * Deletes a token; what runs for it ends.
     *
     * @throws QueryException {@link AccessError#NOT_FOUND}, {@link AccessError#FORBIDDEN}, and
     *     {@link AccessError#CONFLICT} for the admin token
     */
    public void delete(Principal caller, String reference) {
        StoredToken token = manageable(caller, reference, "deleted");
        tokens.delete(token);
        gone.accept(token.id());
    }

    /**
     * Gives a token another value; the old one is not valid any more when this returns.
     *
     * @return with its value, which can't be seen again
     * @throws QueryException as {@link #delete}, and {@link AccessError#CONFLICT} for an admin
     *     token that is configured
     */
    public TokenView refresh(Principal caller, String reference) {
        requireManager(caller);
        if (isAdmin(reference)) {
            requireCovered(caller, ImmutableSet.of(Scope.of(ScopeType.ADMIN)));
            TokenValue value = admin.refresh();
            keyChanged.run();
            return adminView(value);
        }
        StoredToken token = manageable(caller, reference, "refreshed");
        TokenValue value = TokenValue.generate(workspace, token.id());
        String hash = TokenValue.hash(value.text()).toString();
        return view(tokens.change(token.id(), before -> before.withHash(hash, now())), value);
    }

    /**
     * Signs a JWT, which is kept nowhere.
     *
     * @throws QueryException {@link AccessError#INVALID}, {@link AccessError#FORBIDDEN}
     */
    public TokenValue sign(Principal caller, NewJwt wanted) {
        requireManager(caller);
        requireName(wanted.name());
        requireCovered(caller, wanted.scopes());
        wanted.scopes().forEach(TokenAdministration::requireForJwt);
        if (!wanted.end().isAfter(clock.instant())) {
            throw invalid(
                    "expiration_time is %s, which is past; give Unix seconds of a time to come"
                            .formatted(wanted.end()));
        }
        byte[] key = admin.key();
        if (key.length < JwtSignature.SHORTEST_KEY) {
            throw invalid(
                    "The admin token of this server is too short to sign JWTs; it needs %d characters"
                            .formatted(JwtSignature.SHORTEST_KEY));
        }
        // Refuses scopes that do not go together, as whoever gets the token would see.
        Principal unused =
                Principal.of(
                        "",
                        wanted.name(),
                        Principal.Kind.JWT,
                        wanted.scopes(),
                        OptionalInt.empty());
        String signed = encoded(JWT_HEADER) + "." + encoded(claims(wanted));
        return new TokenValue(signed + "." + JwtSignature.sign(signed, key));
    }

    private String claims(NewJwt wanted) {
        ObjectNode claims = JSON.createObjectNode();
        claims.put("workspace_id", workspace.toString());
        claims.put("name", wanted.name());
        claims.put("exp", wanted.end().getEpochSecond());
        ScopeJson.writeAll(wanted.scopes(), claims.putArray("scopes"));
        wanted.requestsPerSecond().ifPresent(rps -> claims.putObject("limits").put("rps", rps));
        return claims.toString();
    }

    private static String encoded(String json) {
        return BASE64.encode(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void requireManager(Principal caller) {
        if (!caller.isAdmin() && !caller.has(ScopeType.TOKENS)) {
            throw new QueryException(
                    AccessError.FORBIDDEN,
                    "The token does not permit to manage tokens; the scopes TOKENS and ADMIN do");
        }
    }

    private StoredToken manageable(Principal caller, String reference, String what) {
        requireManager(caller);
        if (isAdmin(reference)) {
            throw new QueryException(
                    AccessError.CONFLICT,
                    "The admin token can't be %s; it can be refreshed".formatted(what));
        }
        StoredToken token = stored(reference);
        requireCovered(caller, token.scopes());
        return token;
    }

    private static void requireCovered(Principal caller, ImmutableSet<Scope> wanted) {
        for (Scope scope : wanted) {
            if (caller.scopes().stream().noneMatch(own -> own.covers(scope))) {
                throw new QueryException(
                        AccessError.FORBIDDEN,
                        "The token does not permit %s itself, so it can't give it to others or manage tokens that have it; ADMIN can"
                                .formatted(scope));
            }
        }
    }

    private static void requireForJwt(Scope scope) {
        if (!JwtClaims.TYPES.contains(scope.type())) {
            throw invalid(
                    "A JWT can't have the scope %s; it may have PIPES:READ, DATASOURCES:READ and DATASOURCES:APPEND"
                            .formatted(scope.type().label()));
        }
    }

    /** Refuses scopes that nobody could show together. */
    private static void requireTogether(StoredToken token) {
        Principal unused = token.principal();
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches() || name.isBlank()) {
            throw invalid(
                    name.isBlank()
                            ? "The token's name is missing; give it as the parameter name"
                            : "The token's name must have 1 to 255 characters, none of them / or a"
                                    + " control character");
        }
    }

    private static void requireDescription(String description) {
        if (description.length() > LONGEST_DESCRIPTION) {
            throw invalid(
                    "The token's description has %d characters; the limit is %d"
                            .formatted(description.length(), LONGEST_DESCRIPTION));
        }
    }

    private static QueryException invalid(String message) {
        return new QueryException(AccessError.INVALID, message);
    }

    private boolean isAdmin(String reference) {
        return reference.equalsIgnoreCase(AdminToken.ID)
                || reference.equalsIgnoreCase(AdminToken.NAME)
                || admin.is(TokenValue.hash(reference));
    }

    private StoredToken stored(String reference) {
        return tokens.find(reference)
                .orElseThrow(
                        () ->
                                new QueryException(
                                        AccessError.NOT_FOUND,
                                        "There is no token of this name, id or value"));
    }

    /** Milliseconds are what the database keeps. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private TokenView view(StoredToken token) {
        String shown = token.hash().isPresent() ? TokenValue.masked(workspace, token.id()) : "";
        return view(token, new TokenValue(shown));
    }

    private static TokenView view(StoredToken token, TokenValue value) {
        return new TokenView(
                token.id(),
                token.name(),
                token.description(),
                token.scopes(),
                value,
                token.origin(),
                token.resourceId());
    }

    /** Who has shown the admin token may see it: clients look themselves up. */
    private TokenView adminView(Principal caller) {
        boolean own = caller.id().equals(AdminToken.ID);
        return adminView(own ? admin.value() : new TokenValue(admin.masked()));
    }

    private static TokenView adminView(TokenValue value) {
        return new TokenView(
                AdminToken.ID, AdminToken.NAME, "", AdminToken.PRINCIPAL.scopes(), value, "C", "");
    }
}
