-- What there is once: the workspace's id, and a number that each change raises.
CREATE TABLE penstock_state (
    name VARCHAR(64) PRIMARY KEY,
    value TEXT NOT NULL
);

INSERT INTO penstock_state (name, value) VALUES ('version', '0');

-- hash is SHA-256 of the token's value in hexadecimal; none until somebody has asked for a value.
-- scopes are what callers gave, declared_scopes what datafiles give: arrays of JSON objects.
CREATE TABLE penstock_tokens (
    id VARCHAR(36) PRIMARY KEY,
    name VARCHAR(255) NOT NULL UNIQUE,
    description TEXT NOT NULL,
    origin VARCHAR(16) NOT NULL,
    resource_id VARCHAR(255) NOT NULL,
    hash VARCHAR(64) UNIQUE,
    scopes TEXT NOT NULL,
    declared_scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
