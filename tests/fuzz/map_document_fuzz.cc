#include "clients/core/map_document/document.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryMapDocument(absl::string_view input) {
  return RoundTrips(ParseMapDocument(input), PrintMapDocument, input);
}

const FuzzTarget kMapDocumentTarget("map_document", TryMapDocument);

}  // namespace
}  // namespace liaison
