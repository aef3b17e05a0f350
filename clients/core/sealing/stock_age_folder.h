// A folder for tests in which stock programs work on our files.
#ifndef LIAISON_CLIENTS_CORE_SEALING_STOCK_AGE_FOLDER_H_
#define LIAISON_CLIENTS_CORE_SEALING_STOCK_AGE_FOLDER_H_

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace liaison {

// Gone with its object.
class StockAgeFolder {
 public:
  explicit StockAgeFolder(absl::string_view name)
      : path_(absl::StrCat(testing::TempDir(), "/", name, "-", getpid())) {
    std::filesystem::create_directories(path_);
  }
  StockAgeFolder(const StockAgeFolder&) = delete;
  StockAgeFolder& operator=(const StockAgeFolder&) = delete;
  ~StockAgeFolder() { std::filesystem::remove_all(path_); }

  const std::string& path() const { return path_; }
  std::string PathOf(absl::string_view name) const { return absl::StrCat(path_, "/", name); }
  void WriteFile(absl::string_view name, absl::string_view bytes) const {
    std::ofstream(PathOf(name), std::ios::binary) << bytes;
  }
  std::string ReadFile(absl::string_view name) const {
    std::ifstream in(PathOf(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  // Runs `command` in the folder; its exit code.
  int Run(absl::string_view command) const {
    const std::string line = absl::StrCat("cd ", path_, " && ", command);
    const int status = std::system(line.c_str());  // NOLINT(concurrency-mt-unsafe): one thread
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  const std::string path_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_SEALING_STOCK_AGE_FOLDER_H_
