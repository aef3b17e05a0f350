// Go's note and tlog packages check what we write: they open our notes and verify our proofs, and
// refuse both after a change of any byte.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"
#include "proto/wire/sign.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

constexpr int kAccepted = 0;
constexpr int kRefused = 1;  // of Go's log.Fatal; a panic would be 2

NoteSigner Signer(absl::string_view name, uint64_t seed) {
  SeededRandom random(seed);
  return NoteSigner(name, SigningKey::Generate(random));
}

class GoTest : public testing::Test {
 protected:
  GoTest() : folder_(MakeFolder()) {}
  ~GoTest() override { std::filesystem::remove_all(folder_); }

  // Writes `bytes` to a file and returns its path.
  std::string File(absl::string_view name, absl::string_view bytes) {
    std::string path = absl::StrCat(folder_, "/", name);
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  // Runs one of our Go programs, silently, and returns its exit code.
  static int RunProgram(absl::string_view program, std::vector<std::string> arguments) {
    std::string path = absl::StrCat(LIAISON_GO_PROGRAMS, "/", program);
    std::vector<char*> argv = {path.data()};
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int error = posix_spawn(&child, path.c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    LIAISON_CHECK(error == 0);
    int status = 0;
    LIAISON_CHECK(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  static std::string MakeFolder() {
    std::string path = testing::TempDir() + "go_test.XXXXXX";
    LIAISON_CHECK(mkdtemp(path.data()) != nullptr);
    return path;
  }

  const std::string folder_;
};

TEST_F(GoTest, OpensOurNotesAndNoneThatWasChanged) {
  const NoteSigner signer = Signer("mission.example/tur/d07", 1);
  const std::string vkey = PrintVKey(signer.vkey());
  const std::string note = signer.SignNote("mission.example/test/v1\ntext \xC4\xB0\n");
  ASSERT_EQ(RunProgram("verify_note", {vkey, File("note", note)}), kAccepted);
  EXPECT_EQ(RunProgram("verify_note", {PrintVKey(Signer("mission.example/tur/d07", 2).vkey()),
                                       File("note", note)}),
            kRefused);
  for (size_t at = 0; at < note.size(); ++at) {
    std::string bad = note;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    ASSERT_EQ(RunProgram("verify_note", {vkey, File("note", bad)}), kRefused) << "byte " << at;
  }
}

// A log of `size` entries under a key of its own.
class Pack {
 public:
  explicit Pack(uint64_t size) : log_(Signer("mission.example/log", 3)), size_(size) {
    for (uint64_t i = 0; i < size; ++i) {
      frontier_.Append(LeafHash(Entry(i)), [this](int level, uint64_t index, const Hash& hash) {
        nodes_[{level, index}] = hash;
      });
    }
  }
  std::string VKeyText() const { return PrintVKey(log_.vkey()); }
  static std::string Entry(uint64_t index) {
    return absl::StrCat("mission.example/sealed/v1\ntime ", 1795478400000 + index, "\n");
  }
  std::string Proof(uint64_t index) const {
    const auto node = [this](int level, uint64_t i) -> absl::StatusOr<Hash> {
      return nodes_.at({level, i});
    };
    LogProof proof;
    proof.index = LeafIndex(index);
    proof.hashes = *InclusionProof(LeafIndex(index), TreeSize(size_), node);
    proof.checkpoint = SignCheckpoint({log_.vkey().name, TreeSize(size_), frontier_.Root()}, log_);
    return PrintLogProof(proof);
  }

 private:
  NoteSigner log_;
  uint64_t size_;
  Frontier frontier_;
  std::map<std::pair<int, uint64_t>, Hash> nodes_;
};

TEST_F(GoTest, VerifiesOurProofsOfEveryLeaf) {
  for (const uint64_t size : {1, 2, 7, 8, 21}) {
    const Pack pack(size);
    for (uint64_t index = 0; index < size; ++index) {
      ASSERT_EQ(RunProgram("verify_pack", {pack.VKeyText(), File("entry", Pack::Entry(index)),
                                           File("proof.tlog", pack.Proof(index))}),
                kAccepted)
          << index << " of " << size;
    }
  }
}

TEST_F(GoTest, RefusesAPackWithAnyByteChanged) {
  const Pack pack(7);
  const std::string proof = pack.Proof(4);
  const std::string entry = Pack::Entry(4);
  const std::string proof_path = File("proof.tlog", proof);
  for (size_t at = 0; at < entry.size(); ++at) {
    std::string bad = entry;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    ASSERT_EQ(RunProgram("verify_pack", {pack.VKeyText(), File("entry", bad), proof_path}),
              kRefused)
        << "byte " << at << " of the entry";
  }
  const std::string entry_path = File("entry", entry);
  ASSERT_EQ(RunProgram("verify_pack", {pack.VKeyText(), entry_path, proof_path}), kAccepted);
  for (size_t at = 0; at < proof.size(); ++at) {
    std::string bad = proof;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    ASSERT_EQ(RunProgram("verify_pack", {pack.VKeyText(), entry_path, File("proof.tlog", bad)}),
              kRefused)
        << "byte " << at << " of the proof";
  }
}

TEST_F(GoTest, RefusesAPackOfAnotherLog) {
  const Pack pack(3);
  const std::string entry = File("entry", Pack::Entry(1));
  const std::string proof = File("proof.tlog", pack.Proof(1));
  const std::string other = PrintVKey(Signer("mission.example/log", 4).vkey());
  EXPECT_EQ(RunProgram("verify_pack", {other, entry, proof}), kRefused);
  EXPECT_EQ(RunProgram("verify_pack", {pack.VKeyText(), File("other", Pack::Entry(2)), proof}),
            kRefused);
  EXPECT_EQ(RunProgram("verify_pack", {pack.VKeyText()}), kRefused);
}

}  // namespace
}  // namespace liaison
