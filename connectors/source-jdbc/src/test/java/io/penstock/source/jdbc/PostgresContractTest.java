package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.SourceFactory;
import io.penstock.testkit.Capability;
import io.penstock.testkit.SourceContract;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract over PostgreSQL. */
class PostgresContractTest extends SourceContract {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    @Override
    protected ImmutableSet<Capability> lacks() {
        return ImmutableSet.of(Capability.NOTICES_CHANGES);
    }

    @Override
    protected void makeTables() throws Exception {
        SERVER.execute("DROP TABLE IF EXISTS orders, things");
        SERVER.execute(ContractTables.STATEMENTS);
    }

    @Override
    protected SourceFactory factory() {
        return new JdbcSourceFactory();
    }

    @Override
    protected ImmutableMap<String, String> settings() {
        return ImmutableMap.of("JDBC_URL", SERVER.url(), "JDBC_SCHEMA", "public");
    }

    @Override
    protected void addColumn() throws Exception {
        SERVER.execute(ContractTables.ADD_COLUMN);
    }
}
