package io.penstock.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.Project;
import io.penstock.server.access.Principal;
import io.penstock.server.access.Scope;
import io.penstock.server.access.ScopeText;
import io.penstock.server.metadata.MetadataException;
import io.penstock.server.metadata.MetadataStore;
import io.penstock.spi.error.QueryException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Tokens that are kept, in real databases. */
class TokenKeeperTest {
    @TempDir private Path folder;

    private TokenKeeper keeper() {
        return TokenKeeper.open(settings(Optional.empty()));
    }

    private TokenSettings settings(Optional<String> url) {
        return new TokenSettings(folder, Optional.empty(), url);
    }

    private static Principal admin(TokenKeeper keeper) {
        return keeper.authenticate(keeper.adminToken().text());
    }

    private static ImmutableSet<Scope> scopes(String... texts) {
        return Stream.of(texts).map(ScopeText::parse).collect(ImmutableSet.toImmutableSet());
    }

    private static TokenView create(TokenKeeper keeper, String name, String... scopes) {
        return keeper.administration()
                .create(admin(keeper), new NewToken(name, "", scopes(scopes), "C", ""));
    }

    @Test
    void aTokenIsKnownUntilItIsDeleted() {
        try (TokenKeeper keeper = keeper()) {
            TokenView token = create(keeper, "reader", "PIPES:READ:top");
            Principal reader = keeper.authenticate(token.value().text());
            assertThat(reader.name()).isEqualTo("reader");
            assertThat(reader.id()).isEqualTo(token.id());
            assertThat(reader.scopes()).isEqualTo(scopes("PIPES:READ:top"));
            keeper.administration().delete(admin(keeper), "reader");
            assertThatThrownBy(() -> keeper.authenticate(token.value().text()))
                    .hasMessageContaining("not valid here");
        }
    }

    @Test
    void tokensOutliveTheirServer() {
        TokenView token;
        String admin;
        try (TokenKeeper keeper = keeper()) {
            token = create(keeper, "reader", "DATASOURCES:READ:shop.orders(id):id > 1");
            admin = keeper.adminToken().text();
        }
        try (TokenKeeper keeper = keeper()) {
            assertThat(keeper.authenticate(token.value().text()).scopes())
                    .isEqualTo(scopes("DATASOURCES:READ:shop.orders(id):id > 1"));
            assertThat(keeper.authenticate(admin).isAdmin()).isTrue();
        }
    }

    @Test
    void aRefreshedValueReplacesTheOldOne() {
        try (TokenKeeper keeper = keeper()) {
            TokenView before = create(keeper, "reader", "PIPES:READ:top");
            TokenView after = keeper.administration().refresh(admin(keeper), before.value().text());
            assertThat(after.id()).isEqualTo(before.id());
            assertThat(keeper.authenticate(after.value().text()).id()).isEqualTo(before.id());
            assertThatThrownBy(() -> keeper.authenticate(before.value().text()))
                    .hasMessageContaining("not valid here");
        }
    }

    @Test
    void valuesAreKeptNowhere() throws Exception {
        TokenView token;
        try (TokenKeeper keeper = keeper()) {
            token = create(keeper, "reader", "PIPES:READ:top");
        }
        String secret = token.value().text().substring(token.value().text().lastIndexOf('.') + 1);
        for (Path file : files()) {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertThat(bytes).as(file.toString()).doesNotContain(secret);
        }
    }

    @Test
    void filesAreTheirOwnersOnly() throws Exception {
        try (TokenKeeper keeper = keeper()) {
            create(keeper, "reader", "PIPES:READ:top");
            assertThat(files()).hasSizeGreaterThan(1);
            for (Path file : files()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aServerSeesWhatAnotherChanges() {
        try (TokenKeeper one = keeper();
                TokenKeeper other = keeper()) {
            follows(one, other);
        }
    }

    @Test
    void serversMayShareAPostgreSqlDatabase() throws Exception {
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start()) {
            TokenSettings settings =
                    settings(Optional.of(postgres.getJdbcUrl("postgres", "postgres")));
            try (TokenKeeper one = TokenKeeper.open(settings);
                    TokenKeeper other = TokenKeeper.open(settings)) {
                assertThat(one.administration().workspace())
                        .isEqualTo(other.administration().workspace());
                follows(one, other);
            }
            assertThat(folder.resolve(MetadataStore.FILE)).doesNotExist();
        }
    }

    /** Of two servers that make a token of one name, one is told that there is one already. */
    @Test
    void oneOfTwoServersMakesAToken() throws Exception {
        try (TokenKeeper one = keeper();
                TokenKeeper other = keeper()) {
            racesFairly(one, other);
        }
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start()) {
            TokenSettings settings =
                    settings(Optional.of(postgres.getJdbcUrl("postgres", "postgres")));
            try (TokenKeeper one = TokenKeeper.open(settings);
                    TokenKeeper other = TokenKeeper.open(settings)) {
                racesFairly(one, other);
            }
        }
    }

    private void racesFairly(TokenKeeper one, TokenKeeper other) throws Exception {
        Project declaring = project("TOKEN declared READ\n", "TOKEN Declared READ\n");
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 30; i++) {
                String lower = "name " + i;
                String upper = "NAME " + i;
                List<String> outcomes =
                        together(
                                threads,
                                () -> outcome(() -> create(one, lower)),
                                () -> outcome(() -> create(other, upper)));
                assertThat(outcomes).containsExactlyInAnyOrder("made", "CONFLICT");
            }
            List<String> declared =
                    together(
                            threads,
                            () -> outcome(() -> one.declare(declaring)),
                            () -> outcome(() -> other.declare(declaring)));
            assertThat(declared).containsExactly("made", "made");
        }
        one.look();
        other.look();
        assertThat(one.administration().list(admin(one))).hasSize(32);
        assertThat(names(one)).isEqualTo(names(other));
    }

    private static List<String> names(TokenKeeper keeper) {
        return keeper.administration().list(admin(keeper)).stream()
                .map(token -> token.id() + token.name())
                .toList();
    }

    private static List<String> together(
            ExecutorService threads, Callable<String> one, Callable<String> other)
            throws Exception {
        List<String> outcomes = new ArrayList<>();
        for (Future<String> outcome : threads.invokeAll(List.of(one, other))) {
            outcomes.add(outcome.get());
        }
        return outcomes;
    }

    private static String outcome(Runnable making) {
        try {
            making.run();
            return "made";
        } catch (QueryException e) {
            return e.code().name();
        }
    }

    private static void follows(TokenKeeper one, TokenKeeper other) {
        List<String> gone = new ArrayList<>();
        other.follow(gone::add, (issuer, detail) -> {});
        TokenView token = create(one, "reader", "PIPES:READ:top");
        other.look();
        assertThat(other.authenticate(token.value().text()).id()).isEqualTo(token.id());
        assertThatThrownBy(() -> create(other, "READER")).hasMessageContaining("already");
        TokenView mine = create(other, "second", "PIPES:READ:top");
        one.look();
        assertThat(one.authenticate(mine.value().text()).name()).isEqualTo("second");
        one.administration().delete(admin(one), token.id());
        other.look();
        assertThatThrownBy(() -> other.authenticate(token.value().text()))
                .hasMessageContaining("not valid here");
        assertThat(gone).containsExactly(token.id());
        assertThat(one.authenticate(mine.value().text()).name()).isEqualTo("second");
    }

    @Test
    void metadataOfANewerVersionIsLeftAlone() throws Exception {
        keeper().close();
        try (Connection sqlite =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve(MetadataStore.FILE));
                Statement statement = sqlite.createStatement()) {
            statement.execute("INSERT INTO penstock_migrations VALUES (999, 'later')");
        }
        assertThatThrownBy(this::keeper)
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("newer Penstock");
    }

    @Test
    void aDatabaseThatIsNotThereIsNamedWithoutItsPassword() {
        Optional<String> url =
                Optional.of("jdbc:postgresql://127.0.0.1:1/none?user=u&password=hidden");
        assertThatThrownBy(() -> TokenKeeper.open(settings(url)))
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("127.0.0.1:1/none")
                .message()
                .doesNotContain("hidden");
    }

    @Test
    void datafilesDeclareTokens() throws Exception {
        try (TokenKeeper keeper = keeper()) {
            keeper.declare(project("TOKEN reader READ\n", "TOKEN Reader READ\n"));
            TokenView declared = keeper.administration().find(admin(keeper), "reader");
            assertThat(declared.scopes()).isEqualTo(scopes("PIPES:READ:one", "PIPES:READ:two"));
            assertThat(declared.value().text()).isEmpty();
            assertThat(declared.origin()).isEqualTo("P");

            TokenView valued = keeper.administration().refresh(admin(keeper), "reader");
            assertThat(keeper.authenticate(valued.value().text()).scopes()).hasSize(2);

            keeper.declare(project("", "TOKEN reader READ\n"));
            assertThat(keeper.authenticate(valued.value().text()).scopes())
                    .isEqualTo(scopes("PIPES:READ:two"));

            keeper.declare(project("", ""));
            assertThat(keeper.authenticate(valued.value().text()).mayQuery()).isFalse();
        }
    }

    @Test
    void whatCallersGaveATokenStays() throws Exception {
        try (TokenKeeper keeper = keeper()) {
            TokenView token = create(keeper, "reader", "DATASOURCES:READ:shop.orders");
            keeper.declare(project("TOKEN reader READ\n", "TOKEN admin READ\n"));
            assertThat(keeper.authenticate(token.value().text()).scopes())
                    .isEqualTo(scopes("DATASOURCES:READ:shop.orders", "PIPES:READ:one"));
            keeper.declare(project("", ""));
            assertThat(keeper.authenticate(token.value().text()).scopes())
                    .isEqualTo(scopes("DATASOURCES:READ:shop.orders"));
            assertThat(keeper.administration().list(admin(keeper))).hasSize(2);
        }
    }

    private Project project(String first, String second) throws IOException {
        Path project = folder.resolve("project");
        Files.createDirectories(project);
        String sql = "NODE n_%s\nSQL >\n    SELECT 1 AS x\nTYPE endpoint\n";
        Files.writeString(project.resolve("one.pipe"), first + sql.formatted("one"));
        Files.writeString(project.resolve("two.pipe"), second + sql.formatted("two"));
        return Project.load(project, name -> Optional.empty());
    }

    /** What the process that is killed does: makes tokens and says so. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            TokenSettings settings =
                    new TokenSettings(Path.of(arguments[0]), Optional.empty(), Optional.empty());
            try (TokenKeeper keeper = TokenKeeper.open(settings)) {
                for (int i = 0; i < 100_000; i++) {
                    System.out.println(
                            create(keeper, "token " + i, "PIPES:READ:top").value().text());
                }
            }
        }
    }

    @Test
    void nothingThatWasAnsweredIsLostWhenTheProcessIsKilled() throws Exception {
        for (int round = 1; round <= 3; round++) {
            Path data = folder.resolve("round" + round);
            List<String> answered = writeUntilKilled(data, 20 * round);
            assertThat(integrity(data.resolve(MetadataStore.FILE))).isEqualTo("ok");
            TokenSettings settings = new TokenSettings(data, Optional.empty(), Optional.empty());
            try (TokenKeeper keeper = TokenKeeper.open(settings)) {
                for (String value : answered) {
                    assertThat(keeper.authenticate(value).name()).startsWith("token ");
                }
                create(keeper, "after", "PIPES:READ:top");
            }
        }
    }

    /** What it had said when it was killed, in the middle of its work. */
    private List<String> writeUntilKilled(Path data, int atLeast) throws Exception {
        Path said = folder.resolve(data.getFileName() + ".txt");
        Process writer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                data.toString())
                        .redirectOutput(said.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        while (writer.isAlive() && whole(said).size() < atLeast) {
            Thread.sleep(5);
        }
        assertThat(writer.isAlive()).as("it was still writing").isTrue();
        writer.destroyForcibly().waitFor();
        return whole(said);
    }

    /** The last line may be cut off. */
    private static List<String> whole(Path said) throws IOException {
        return Files.readAllLines(said).stream()
                .filter(line -> line.matches("p\\..+\\..{43}"))
                .toList();
    }

    private static String integrity(Path database) throws Exception {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = sqlite.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
            return rows.next() ? rows.getString(1) : "nothing";
        }
    }
}
