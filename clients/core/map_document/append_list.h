// A JSON array, printed by its items' printer.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_APPEND_LIST_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_APPEND_LIST_H_

#include <cstddef>
#include <string>
#include <vector>

namespace liaison {

template <typename T, typename AppendItem>
void AppendList(const std::vector<T>& items, std::string& out, const AppendItem& append_item) {
  out.push_back('[');
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_item(items[i], out);
  }
  out.push_back(']');
}

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_APPEND_LIST_H_
