"""The bench: a contract beside what judges documents by it."""

from dataclasses import dataclass, field

from conformance.contract.jsonschema import Schemas, validators
from conformance.contract.validate import Engines, engines
from conformance.model.contract import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What all observations of a run share: the contract, and what judges documents by it.

    ``engines`` are both XSD engines; ``validators`` are those of JSON Schemas, by their names.
    """

    contract: Contract
    engines: Engines
    validators: Schemas = field(default_factory=dict)

    @classmethod
    def of(cls, contract: Contract) -> "Bench":
        """Return the bench of a contract; building its engines takes a tenth of a second.

        Raises:
            ContractError: an engine refuses the contract's schema.
        """
        return cls(contract=contract, engines=engines(contract), validators=validators(contract.json_schemas))
