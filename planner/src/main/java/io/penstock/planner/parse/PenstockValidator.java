package io.penstock.planner.parse;

import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;

/** The validator, with what Calcite leaves to sub-classes. One validates one text. */
final class PenstockValidator extends SqlValidatorImpl {
    PenstockValidator(
            SqlOperatorTable operators,
            SqlValidatorCatalogReader reader,
            RelDataTypeFactory types,
            Config config) {
        super(operators, reader, types, config);
    }
}
