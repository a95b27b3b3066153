package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.SourceFactory;
import io.penstock.testkit.Capability;
import io.penstock.testkit.SourceContract;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import java.io.IOException;
import java.time.Duration;

/** The contract over PostgreSQL. */
class PostgresContractTest extends SourceContract {
    private static @Nullable EmbeddedPostgres server;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private static String url() {
        if (server == null) {
            throw new IllegalStateException("no server");
        }
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    protected ImmutableSet<Capability> lacks() {
        return ImmutableSet.of(Capability.NOTICES_CHANGES);
    }

    @Override
    protected void makeTables() throws Exception {
        JdbcFixture.execute(url(), "DROP TABLE IF EXISTS orders, things");
        JdbcFixture.execute(url(), ContractTables.STATEMENTS);
    }

    @Override
    protected SourceFactory factory() {
        return new JdbcSourceFactory();
    }

    @Override
    protected ImmutableMap<String, String> settings() {
        return ImmutableMap.of("JDBC_URL", url(), "JDBC_SCHEMA", "public");
    }

    @Override
    protected void addColumn() throws Exception {
        JdbcFixture.execute(url(), ContractTables.ADD_COLUMN);
    }
}
