// proto/labels as the build has packed it: clients/core/language/pack_labels_main.cc.
#ifndef LIAISON_CLIENTS_CORE_LANGUAGE_PACKED_LABELS_H_
#define LIAISON_CLIENTS_CORE_LANGUAGE_PACKED_LABELS_H_

#include "absl/strings/string_view.h"

namespace liaison {

// What Phrasebook::Unpack takes. Lives for ever.
absl::string_view PackedLabels();

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_LANGUAGE_PACKED_LABELS_H_
