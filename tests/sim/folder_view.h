// A hub's data folder as who copies its disk sees it, made comparable with that of another run:
// what may depend on content is replaced by its number in the order of the log. Ciphertext, hashes,
// signatures and tag values are that, and nothing else. Equal values have one number, so that who
// compares two views compares equalities, too.
#ifndef LIAISON_TESTS_SIM_FOLDER_VIEW_H_
#define LIAISON_TESTS_SIM_FOLDER_VIEW_H_

#include <string>
#include <vector>

#include "hub/hub_fixture.h"
#include "proto/text/header.h"

namespace liaison {

struct FolderView {
  struct Row {
    std::string name;  // family and key
    std::string value;
    friend bool operator==(const Row&, const Row&) = default;
  };
  std::vector<Row> rows;
  std::vector<EnvelopeHeader> headers;  // in log order
  // Every byte as it lies there, of the database's files and of the others but the hub's keys.
  std::string raw;
};

// The hub is closed afterwards.
FolderView ViewFolder(TestHub& hub);

}  // namespace liaison

#endif  // LIAISON_TESTS_SIM_FOLDER_VIEW_H_
