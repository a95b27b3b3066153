package io.penstock.server.issuer;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.nimbusds.jose.JWSAlgorithm;

import io.penstock.server.access.Principal;
import io.penstock.server.access.Scope;
import io.penstock.server.access.ScopeJson;
import io.penstock.spi.error.QueryException;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One issuer as the file has it. Thread: one. */
final class IssuerEntry {
    private static final ImmutableSet<String> MEMBERS =
            ImmutableSet.of(
                    "issuer",
                    "audience",
                    "audience-claim",
                    "keys",
                    "ca",
                    "algorithms",
                    "name-claim",
                    "scopes-claim",
                    "grants",
                    "rps",
                    "refresh",
                    "keep-keys");
    private static final ImmutableSet<String> GRANT_MEMBERS =
            ImmutableSet.of("claim", "value", "token", "scopes");

    /** Signatures with a private and a public key. */
    private static final ImmutableSet<JWSAlgorithm> ALGORITHMS =
            ImmutableSet.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512,
                    JWSAlgorithm.EdDSA,
                    JWSAlgorithm.Ed25519);

    private static final ImmutableSet<JWSAlgorithm> USUAL =
            ImmutableSet.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

    private static final String WELL_KNOWN = ".well-known/openid-configuration";
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})([smhd])");

    private final JsonNode entry;
    private final String where;
    private final Path project;
    private final Consumer<String> problems;
    private boolean good = true;

    IssuerEntry(JsonNode entry, String where, Path project, Consumer<String> problems) {
        this.entry = entry;
        this.where = where;
        this.project = project;
        this.problems = problems;
    }

    private void problem(String text) {
        good = false;
        problems.accept(where + ": " + text);
    }

    /** The issuer; absent when something is wrong with it. */
    Optional<Issuer> read() {
        if (!entry.isObject()) {
            problem("it must be an object such as '- issuer: https://login.example.com'");
            return Optional.empty();
        }
        members(entry, MEMBERS, "");
        String id = required("issuer");
        Optional<Issuer.Keys> keys = keys(id);
        Issuer issuer =
                new Issuer(
                        id,
                        path("audience-claim").orElse(new ClaimPath("aud")),
                        audiences(),
                        keys.orElse(new Issuer.Keys.InFile(project)),
                        text("ca").flatMap(name -> file("ca", name)),
                        algorithms(),
                        path("name-claim").orElse(new ClaimPath("sub")),
                        path("scopes-claim"),
                        grants(),
                        perSecond(),
                        time("refresh", Duration.ofMinutes(5), Duration.ofSeconds(1)),
                        time("keep-keys", Duration.ofHours(1), Duration.ZERO));
        if (issuer.grants().isEmpty() && issuer.scopesClaim().isEmpty() && good) {
            problem("it permits nothing; write grants, or scopes-claim");
        }
        return good ? Optional.of(issuer) : Optional.empty();
    }

    private void members(JsonNode object, ImmutableSet<String> known, String what) {
        object.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!known.contains(name)) {
                                problem(
                                        "%sit has '%s'; known are %s"
                                                .formatted(what, name, String.join(", ", known)));
                            }
                        });
    }

    private Optional<String> text(String member) {
        JsonNode value = entry.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isValueNode() || value.asText().isBlank()) {
            problem(member + " must be a text");
            return Optional.empty();
        }
        return Optional.of(value.asText());
    }

    private String required(String member) {
        if (!entry.has(member)) {
            problem(member + " is missing");
        }
        return text(member).orElse("");
    }

    private Optional<ClaimPath> path(String member) {
        return text(member).flatMap(text -> path(member, text));
    }

    private Optional<ClaimPath> path(String member, String text) {
        try {
            return Optional.of(new ClaimPath(text));
        } catch (IllegalArgumentException e) {
            problem(
                    "%s is '%s'; it must be a claim's name, or a JSON Pointer such as /realm_access/roles"
                            .formatted(member, text));
            return Optional.empty();
        }
    }

    /** A text, or several. */
    private ImmutableSet<String> texts(JsonNode value, String member) {
        ImmutableList<JsonNode> all =
                value.isArray() ? ImmutableList.copyOf(value.elements()) : ImmutableList.of(value);
        if (all.isEmpty() || !all.stream().allMatch(one -> one.isValueNode() && !one.isNull())) {
            problem(member + " must be a text or a list of texts");
            return ImmutableSet.of();
        }
        return all.stream().map(JsonNode::asText).collect(toImmutableSet());
    }

    /** Without one, tokens that were made for any other program would do. */
    private ImmutableSet<String> audiences() {
        if (!entry.hasNonNull("audience")) {
            problem(
                    "audience is missing; write what its tokens for this server have as aud, so"
                            + " that those for others are refused");
            return ImmutableSet.of();
        }
        return texts(entry.path("audience"), "audience");
    }

    private Optional<Issuer.Keys> keys(String id) {
        Optional<String> place = text("keys");
        if (place.isEmpty()) {
            return address("issuer", id)
                    .map(
                            base ->
                                    new Issuer.Keys.Discovered(
                                            URI.create(
                                                    id
                                                            + (id.endsWith("/") ? "" : "/")
                                                            + WELL_KNOWN)));
        }
        return place.get().contains("://")
                ? address("keys", place.get()).map(Issuer.Keys.At::new)
                : file("keys", place.get()).map(Issuer.Keys.InFile::new);
    }

    private Optional<URI> address(String member, String text) {
        try {
            URI uri = new URI(text);
            boolean web =
                    "https".equalsIgnoreCase(uri.getScheme())
                            || "http".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            problem("%s is '%s', which is no address".formatted(member, text));
            return Optional.empty();
        }
        problem(
                "%s is '%s'; it must be an https address without a user%s"
                        .formatted(
                                member,
                                text,
                                member.equals("issuer")
                                        ? ", or keys must say where they are"
                                        : ""));
        return Optional.empty();
    }

    private Optional<Path> file(String member, String name) {
        Path file = project.resolve(name).normalize();
        if (!Files.isReadable(file)) {
            problem("%s is '%s'; it must be a file that can be read".formatted(member, name));
            return Optional.empty();
        }
        return Optional.of(file);
    }

    private ImmutableSet<JWSAlgorithm> algorithms() {
        if (!entry.hasNonNull("algorithms")) {
            return USUAL;
        }
        ImmutableSet<String> wanted = texts(entry.path("algorithms"), "algorithms");
        ImmutableSet<JWSAlgorithm> known =
                ALGORITHMS.stream()
                        .filter(one -> wanted.contains(one.getName()))
                        .collect(toImmutableSet());
        if (known.size() < wanted.size()) {
            problem(
                    "algorithms are %s; possible are %s"
                            .formatted(
                                    String.join(", ", wanted),
                                    ALGORITHMS.stream().map(JWSAlgorithm::getName).toList()));
        }
        return known;
    }

    private OptionalInt perSecond() {
        JsonNode rps = entry.path("rps");
        if (rps.isMissingNode() || rps.isNull()) {
            return OptionalInt.empty();
        }
        if (!rps.isInt() || rps.intValue() < 1) {
            problem("rps must be a whole number from 1");
        }
        return OptionalInt.of(Math.max(1, rps.intValue()));
    }

    private Duration time(String member, Duration usual, Duration least) {
        Optional<String> text = text(member);
        if (text.isEmpty()) {
            return usual;
        }
        Matcher parts = TIME.matcher(text.get());
        Duration time = parts.matches() ? time(parts) : Duration.ofDays(-1);
        if (time.compareTo(least) < 0 || time.compareTo(Duration.ofDays(30)) > 0) {
            problem(
                    "%s is '%s'; it must be a time such as 30s, 5m or 1h, up to 30d"
                            .formatted(member, text.get()));
            return usual;
        }
        return time;
    }

    private static Duration time(Matcher parts) {
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private ImmutableList<Grant> grants() {
        JsonNode list = entry.path("grants");
        if (list.isMissingNode() || list.isNull()) {
            return ImmutableList.of();
        }
        if (!list.isArray()) {
            problem("grants must be a list");
            return ImmutableList.of();
        }
        ImmutableList.Builder<Grant> grants = ImmutableList.builder();
        for (int i = 0; i < list.size(); i++) {
            grants.add(grant(list.get(i), "grant %d: ".formatted(i + 1)));
        }
        return grants.build();
    }

    private Grant grant(JsonNode grant, String what) {
        members(grant, GRANT_MEMBERS, what);
        Optional<String> token =
                Optional.of(grant.path("token"))
                        .filter(name -> !name.isMissingNode())
                        .map(JsonNode::asText);
        ImmutableSet<Scope> scopes = scopes(grant.path("scopes"), what);
        if (token.isEmpty() && scopes.isEmpty()) {
            problem(what + "it permits nothing; write token, the name of a token, or scopes");
        }
        return new Grant(condition(grant, what), token, scopes);
    }

    private Optional<Grant.Condition> condition(JsonNode grant, String what) {
        if (grant.has("claim") != grant.has("value")) {
            problem(what + "claim and value go together; leave both out for all tokens");
            return Optional.empty();
        }
        return grant.has("claim")
                ? path(what + "claim", grant.path("claim").asText())
                        .map(
                                claim ->
                                        new Grant.Condition(
                                                claim, texts(grant.path("value"), what + "value")))
                : Optional.empty();
    }

    private ImmutableSet<Scope> scopes(JsonNode array, String what) {
        if (array.isMissingNode()) {
            return ImmutableSet.of();
        }
        try {
            ImmutableSet<Scope> scopes = ScopeJson.readAll(array);
            scopes.forEach(
                    scope ->
                            ClaimFilling.problem(scope)
                                    .ifPresent(wrong -> problem(what + scope + " " + wrong)));
            Principal unused =
                    Principal.of("", "", Principal.Kind.JWT, scopes, OptionalInt.empty());
            return scopes;
        } catch (QueryException e) {
            problem(what + e.getMessage());
            return ImmutableSet.of();
        }
    }
}
