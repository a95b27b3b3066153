package io.penstock.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.InetAddresses;

import io.penstock.server.Secret;
import io.penstock.server.ServerConfig;
import io.penstock.server.access.ScopeType;
import io.penstock.server.files.OwnerOnly;
import io.penstock.server.issuer.Issuer;
import io.penstock.server.metadata.MetadataStore;
import io.penstock.server.tls.TlsFiles;
import io.penstock.server.token.AdminToken;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Settings and files that let in more than they should. */
final class WeakSettings {
    /** Who can guess the admin token can sign JWTs, too. */
    private static final int SHORTEST_TOKEN = 32;

    private static final ImmutableList<String> DATAFILES =
            ImmutableList.of(".pipe", ".datasource", ".connection", ".incl", ".token", ".yaml");

    /** Bigger files are no datafiles. */
    private static final long BIGGEST = 1 << 20;

    private static final ImmutableSet<ScopeType> MANAGING =
            ImmutableSet.of(ScopeType.ADMIN, ScopeType.TOKENS);

    private final ServerConfig config;
    private final ImmutableList.Builder<Weakness> found = ImmutableList.builder();

    /**
     * Something that should be otherwise.
     *
     * @param subject what
     * @param advice what is wrong with it and what to do; never a secret
     */
    record Weakness(String subject, String advice) {}

    private WeakSettings(ServerConfig config) {
        this.config = config;
    }

    /** All of a project's. */
    static ImmutableList<Weakness> of(ServerConfig config) {
        WeakSettings weak = new WeakSettings(config);
        weak.address();
        weak.files();
        weak.adminToken();
        config.issuers().forEach(weak::issuer);
        return weak.found.build();
    }

    private void add(String subject, String advice) {
        found.add(new Weakness(subject, advice));
    }

    private void address() {
        boolean reachable = !isLoopback(config.host());
        if (reachable && config.tls().http().isEmpty() && !config.tls().required()) {
            add(
                    "host",
                    "%s can be reached by others, and tokens travel in the clear; set tls-certificate and tls-key, or listen on 127.0.0.1 behind a proxy"
                            .formatted(config.host()));
        }
        boolean flight = config.flight().port().isPresent();
        if (reachable && flight && config.tls().flight().isEmpty()) {
            add(
                    "flight-port",
                    "Flight SQL on %s is not encrypted; set flight-tls-certificate and flight-tls-key, or flight-port=off"
                            .formatted(config.host()));
        }
    }

    private static boolean isLoopback(String host) {
        return InetAddresses.isInetAddress(host)
                ? InetAddresses.forString(host).isLoopbackAddress()
                : host.equalsIgnoreCase("localhost");
    }

    private void files() {
        own(config.dataDir().resolve(AdminToken.FILE), "600");
        own(config.dataDir().resolve(MetadataStore.FILE), "600");
        own(config.dataDir().resolve("usage"), "700");
        Stream.of(config.tls().http(), config.tls().flight())
                .flatMap(Optional::stream)
                .map(TlsFiles::key)
                .distinct()
                .forEach(key -> own(key, "600"));
        if (config.adminToken().isPresent() && hasToken(properties())) {
            own(properties(), "600");
        }
    }

    private Path properties() {
        return config.project().resolve(ServerConfig.FILE);
    }

    private static boolean hasToken(Path properties) {
        return text(properties).lines().anyMatch(line -> line.strip().startsWith("admin-token"));
    }

    private void own(Path path, String mode) {
        try {
            if (Files.exists(path) && OwnerOnly.isOpenToOthers(path)) {
                add(
                        path.getFileName().toString(),
                        "others may look into it; run chmod %s %s".formatted(mode, path));
            }
        } catch (IOException e) {
            add(path.getFileName().toString(), "it can't be looked at: " + e.getMessage());
        }
    }

    private void issuer(Issuer issuer) {
        if (issuer.isUnencrypted()) {
            add(
                    "jwt-issuers",
                    "the keys of %s are asked for without encryption; who stands in between can sign tokens: write an https address"
                            .formatted(issuer.id()));
        }
        boolean everybody =
                issuer.grants().stream()
                        .filter(grant -> grant.condition().isEmpty())
                        .flatMap(grant -> grant.scopes().stream())
                        .anyMatch(scope -> MANAGING.contains(scope.type()));
        if (everybody) {
            add(
                    "jwt-issuers",
                    "everybody whom %s knows may manage this server; give ADMIN and TOKENS by a claim"
                            .formatted(issuer.id()));
        }
    }

    private void adminToken() {
        Optional<String> token = config.adminToken().map(Secret::value).or(this::kept);
        token.filter(text -> text.length() < SHORTEST_TOKEN)
                .ifPresent(
                        text ->
                                add(
                                        "admin-token",
                                        "it has %d characters, which can be guessed; take %d or more, or leave it out to have one made"
                                                .formatted(text.length(), SHORTEST_TOKEN)));
        token.filter(text -> !text.isEmpty()).ifPresent(this::datafiles);
    }

    private Optional<String> kept() {
        Path file = config.dataDir().resolve(AdminToken.FILE);
        return Files.isReadable(file) ? Optional.of(text(file).strip()) : Optional.empty();
    }

    /** A project is shared, and its endpoints' descriptions are shown. */
    private void datafiles(String token) {
        try (Stream<Path> files = Files.walk(config.project())) {
            files.filter(this::isDatafile)
                    .filter(file -> text(file).contains(token))
                    .forEach(
                            file ->
                                    add(
                                            config.project().relativize(file).toString(),
                                            "the admin token stands in it; take it out, and make a"
                                                    + " new one: it may have been seen"));
        } catch (IOException | UncheckedIOException e) {
            add("project", "not all of its files can be looked at: " + e.getMessage());
        }
    }

    private boolean isDatafile(Path file) {
        String name = file.getFileName().toString();
        return DATAFILES.stream().anyMatch(name::endsWith)
                && !file.startsWith(config.dataDir())
                && Files.isRegularFile(file)
                && file.toFile().length() < BIGGEST;
    }

    private static String text(Path file) {
        try {
            return Files.exists(file)
                    ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
