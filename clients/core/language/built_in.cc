#include "clients/core/language/packed_labels.h"
#include "clients/core/language/phrasebook.h"

namespace liaison {

Phrasebook Phrasebook::BuiltIn() { return Unpack(PackedLabels()); }

}  // namespace liaison
