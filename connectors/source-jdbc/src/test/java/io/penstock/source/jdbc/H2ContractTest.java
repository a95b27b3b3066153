package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.SourceFactory;
import io.penstock.testkit.Capability;
import io.penstock.testkit.SourceContract;

/** The contract over H2. */
class H2ContractTest extends SourceContract {

    @Override
    protected ImmutableSet<Capability> lacks() {
        return ImmutableSet.of(Capability.NOTICES_CHANGES);
    }

    private String url() {
        return "jdbc:h2:file:" + project.resolve("shop");
    }

    @Override
    protected void makeTables() throws Exception {
        JdbcFixture.execute(url(), ContractTables.STATEMENTS);
    }

    @Override
    protected SourceFactory factory() {
        return new JdbcSourceFactory();
    }

    @Override
    protected ImmutableMap<String, String> settings() {
        return ImmutableMap.of("JDBC_URL", "jdbc:h2:./shop", "JDBC_SCHEMA", "PUBLIC");
    }

    @Override
    protected void addColumn() throws Exception {
        JdbcFixture.execute(url(), ContractTables.ADD_COLUMN);
    }
}
