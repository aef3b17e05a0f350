#include "proto/system/posix_file_system.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class PosixFileSystemTest : public ::testing::Test {
 protected:
  PosixFileSystemTest() {
    std::string name = ::testing::TempDir() + "/liaison-files-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    umask_ = ::umask(0);  // modes must be right without its help
  }
  ~PosixFileSystemTest() override {
    ::umask(umask_);
    std::filesystem::remove_all(folder_);
  }

  std::string Path(absl::string_view name) const { return JoinPath(folder_, name); }
  static mode_t ModeOf(const std::string& path) {
    struct stat information = {};
    EXPECT_EQ(::stat(path.c_str(), &information), 0) << path;
    return information.st_mode & 0777;
  }
  // Runs `body` in a second process; true if it returned true.
  static bool InOtherProcess(const std::function<bool()>& body) { return Await(Start(body)); }
  static pid_t Start(const std::function<bool()>& body) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(body() ? 0 : 1);
    return child;
  }
  static bool Await(pid_t child) {
    int result = 0;
    EXPECT_EQ(::waitpid(child, &result, 0), child);
    return WIFEXITED(result) && WEXITSTATUS(result) == 0;
  }

  PosixFileSystem files_;
  std::string folder_;
  mode_t umask_ = 0;
};

TEST_F(PosixFileSystemTest, ReadsWhatItWroteAndKeepsItPrivate) {
  const std::string bytes("\0line\n\xff", 7);
  ASSERT_TRUE(files_.Write(Path("a"), bytes).ok());
  ASSERT_TRUE(files_.Create(Path("b"), "").ok());
  EXPECT_EQ(*files_.Read(Path("a"), 100), bytes);
  EXPECT_EQ(*files_.Read(Path("b"), 0), "");
  EXPECT_EQ(ModeOf(Path("a")), 0600u);
  EXPECT_EQ(ModeOf(Path("b")), 0600u);
  ASSERT_TRUE(files_.MakeDirectories(Path("x/y/z")).ok());
  EXPECT_EQ(ModeOf(Path("x")), 0700u);
  EXPECT_EQ(ModeOf(Path("x/y/z")), 0700u);
}

TEST_F(PosixFileSystemTest, ReadsAtMostWhatTheCallerAllows) {
  ASSERT_TRUE(files_.Write(Path("a"), std::string(100'000, 'x')).ok());
  EXPECT_EQ(files_.Read(Path("a"), 100'000)->size(), 100'000u);
  const absl::Status status = files_.Read(Path("a"), 99'999).status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "SIZE");
}

TEST_F(PosixFileSystemTest, ReplacesInOneStep) {
  ASSERT_TRUE(files_.Write(Path("a"), "old").ok());
  const int reader = ::open(Path("a").c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_TRUE(files_.Write(Path("a"), "newer").ok());
  char buffer[16];
  EXPECT_EQ(std::string(buffer, static_cast<size_t>(::read(reader, buffer, sizeof buffer))), "old")
      << "who has the old file open reads all of the old one";
  ::close(reader);
  EXPECT_EQ(*files_.Read(Path("a"), 100), "newer");
  EXPECT_THAT(*files_.List(folder_), ElementsAre("a"));
}

TEST_F(PosixFileSystemTest, CreatesNothingOverAnExistingFile) {
  ASSERT_TRUE(files_.Create(Path("a"), "first").ok());
  EXPECT_EQ(files_.Create(Path("a"), "second").code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(*files_.Read(Path("a"), 100), "first");
  EXPECT_THAT(*files_.List(folder_), ElementsAre("a"));
}

TEST_F(PosixFileSystemTest, LeavesNothingBehindWhenAWriteFails) {
  ASSERT_TRUE(files_.MakeDirectories(Path("folder")).ok());
  EXPECT_FALSE(files_.Write(Path("folder"), "bytes").ok());
  EXPECT_THAT(*files_.List(folder_), ElementsAre("folder"));
}

TEST_F(PosixFileSystemTest, WritesDespiteTheRemainsOfAKilledProcessWithTheSameId) {
  for (int serial = 0; serial < 100; ++serial) {
    const std::string remains = Path(absl::StrCat("a.", ::getpid(), "-", serial, ".new"));
    ::close(::open(remains.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  }
  EXPECT_TRUE(files_.Write(Path("a"), "bytes").ok());
  EXPECT_EQ(*files_.Read(Path("a"), 100), "bytes");
}

TEST_F(PosixFileSystemTest, ShredsTheBytesUnderEveryName) {
  ASSERT_TRUE(files_.Write(Path("secret"), "password").ok());
  ASSERT_EQ(::link(Path("secret").c_str(), Path("other").c_str()), 0);
  ASSERT_TRUE(files_.Shred(Path("secret")).ok());
  EXPECT_FALSE(*files_.Exists(Path("secret")));
  EXPECT_EQ(*files_.Read(Path("other"), 100), std::string(8, '\0'));
}

TEST_F(PosixFileSystemTest, ListsSortedAndRemoves) {
  for (const char* name : {"c", "a", "b"}) ASSERT_TRUE(files_.Write(Path(name), "").ok());
  EXPECT_THAT(*files_.List(folder_), ElementsAre("a", "b", "c"));
  ASSERT_TRUE(files_.Remove(Path("b")).ok());
  EXPECT_THAT(*files_.List(folder_), ElementsAre("a", "c"));
  EXPECT_TRUE(*files_.Exists(Path("a")));
  EXPECT_FALSE(*files_.Exists(Path("b")));
  EXPECT_FALSE(*files_.Exists(Path("no/such/folder")));
  EXPECT_FALSE(*files_.Exists(Path("a/below-a-file")));
}

TEST_F(PosixFileSystemTest, MovesFilesAndFoldersButReplacesNothing) {
  ASSERT_TRUE(files_.MakeDirectories(Path("x/y")).ok());
  ASSERT_TRUE(files_.Write(Path("x/y/a"), "bytes").ok());
  ASSERT_TRUE(files_.Move(Path("x/y"), Path("z")).ok());
  EXPECT_EQ(*files_.Read(Path("z/a"), 100), "bytes");
  EXPECT_THAT(*files_.List(Path("x")), IsEmpty());
  ASSERT_TRUE(files_.Write(Path("b"), "other").ok());
  EXPECT_EQ(files_.Move(Path("b"), Path("z/a")).code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(*files_.Read(Path("z/a"), 100), "bytes");
  EXPECT_EQ(files_.Move(Path("absent"), Path("c")).code(), StatusCode::kNotFound);
}

TEST_F(PosixFileSystemTest, NamesTheFileButNotItsFolder) {
  const absl::Status status = files_.Read(Path("absent"), 1).status();
  EXPECT_EQ(status.code(), StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("absent"));
  EXPECT_THAT(status.ToString(), Not(HasSubstr(folder_)));
  EXPECT_EQ(files_.Remove(Path("absent")).code(), StatusCode::kNotFound);
  EXPECT_EQ(files_.Shred(Path("absent")).code(), StatusCode::kNotFound);
  EXPECT_EQ(files_.List(Path("absent")).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(files_.Write(Path("absent/a"), "").code(), StatusCode::kNotFound);
}

TEST_F(PosixFileSystemTest, MakesFoldersThatExistButNotOverAFile) {
  ASSERT_TRUE(files_.MakeDirectories(Path("x/y")).ok());
  EXPECT_TRUE(files_.MakeDirectories(Path("x/y")).ok());
  ASSERT_TRUE(files_.Write(Path("file"), "").ok());
  EXPECT_EQ(files_.MakeDirectories(Path("file")).code(), StatusCode::kAlreadyExists);
}

TEST_F(PosixFileSystemTest, RefusesToWriteInAReadOnlyFolder) {
  ASSERT_TRUE(files_.Write(Path("a"), "old").ok());
  ASSERT_EQ(::chmod(folder_.c_str(), 0555), 0);
  // For root every folder is writable, so the child becomes nobody (65534 on Debian).
  const bool refused = InOtherProcess([&] {
    if (::geteuid() == 0 && ::seteuid(65534) != 0) return false;
    return files_.Write(Path("a"), "new").code() == StatusCode::kPermissionDenied &&
           files_.Create(Path("b"), "").code() == StatusCode::kPermissionDenied &&
           files_.MakeDirectories(Path("c")).code() == StatusCode::kPermissionDenied &&
           files_.Remove(Path("a")).code() == StatusCode::kPermissionDenied;
  });
  EXPECT_TRUE(refused);
  ASSERT_EQ(::chmod(folder_.c_str(), 0700), 0);
  EXPECT_EQ(*files_.Read(Path("a"), 100), "old");
  EXPECT_THAT(*files_.List(folder_), ElementsAre("a"));
}

TEST_F(PosixFileSystemTest, ReportsTheFreeSpaceOfAFolder) {
  EXPECT_GT(*files_.FreeBytes(folder_), 0u);
  EXPECT_FALSE(files_.FreeBytes(Path("absent")).ok());
}

TEST_F(PosixFileSystemTest, LocksOutASecondProcessUntilItLetsGo) {
  const auto try_lock = [&] {
    absl::StatusOr<std::unique_ptr<FileLock>> lock = files_.Lock(Path("lock"), false);
    return lock.ok() ? StatusCode::kOk : lock.status().code();
  };
  {
    absl::StatusOr<std::unique_ptr<FileLock>> lock = files_.Lock(Path("lock"), false);
    ASSERT_TRUE(lock.ok()) << lock.status();
    EXPECT_EQ(ModeOf(Path("lock")), 0600u);
    EXPECT_TRUE(InOtherProcess([&] { return try_lock() == StatusCode::kAborted; }));
    EXPECT_EQ(try_lock(), StatusCode::kAborted) << "also within one process";
  }
  EXPECT_TRUE(InOtherProcess([&] { return try_lock() == StatusCode::kOk; }));
}

TEST_F(PosixFileSystemTest, LosesItsLockWithTheProcess) {
  EXPECT_TRUE(InOtherProcess([&] {
    absl::StatusOr<std::unique_ptr<FileLock>> lock = files_.Lock(Path("lock"), false);
    if (!lock.ok()) return false;
    static_cast<void>(lock->release());  // no destructor runs in a process that is killed
    return true;
  }));
  EXPECT_TRUE(files_.Lock(Path("lock"), false).ok());
}

TEST_F(PosixFileSystemTest, WaitsForALock) {
  int held[2];
  ASSERT_EQ(::pipe2(held, O_CLOEXEC), 0);
  // The child starts before the lock is taken, or it would inherit it.
  const pid_t child = Start([&] {
    char byte = 0;
    if (::read(held[0], &byte, 1) != 1) return false;
    return files_.Lock(Path("lock"), true).ok();
  });
  {
    absl::StatusOr<std::unique_ptr<FileLock>> lock = files_.Lock(Path("lock"), true);
    ASSERT_TRUE(lock.ok());
    ASSERT_EQ(::write(held[1], "x", 1), 1);
  }
  EXPECT_TRUE(Await(child));
  ::close(held[0]);
  ::close(held[1]);
}

TEST_F(PosixFileSystemTest, AFileGrowsPieceByPieceAndIsReadInParts) {
  {
    const auto writer = files_.OpenToWrite(Path("big.part"));
    ASSERT_TRUE(writer.ok()) << writer.status();
    EXPECT_EQ((*writer)->size(), 0u);
    ASSERT_TRUE((*writer)->WriteAt(0, "0123456789").ok());
    ASSERT_TRUE((*writer)->WriteAt(10, "abc").ok());
    ASSERT_TRUE((*writer)->WriteAt(2, "__").ok());
    ASSERT_TRUE((*writer)->Sync().ok());
  }
  EXPECT_EQ(ModeOf(Path("big.part")), 0600u);
  const auto again = files_.OpenToWrite(Path("big.part"));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ((*again)->size(), 13u);
  ASSERT_TRUE((*again)->Truncate(12).ok());
  const auto reader = files_.OpenToRead(Path("big.part"));
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ((*reader)->size(), 12u);
  EXPECT_EQ((*reader)->ReadAt(0, 5).value_or("?"), "01__4");
  EXPECT_EQ((*reader)->ReadAt(9, 100).value_or("?"), "9ab");
  EXPECT_EQ((*reader)->ReadAt(12, 100).value_or("?"), "");
}

TEST_F(PosixFileSystemTest, StreamsNeitherThroughALinkNorFromAPipeOrAFolder) {
  ASSERT_TRUE(files_.Write(Path("mine"), "kept").ok());
  ASSERT_EQ(::symlink(Path("mine").c_str(), Path("link").c_str()), 0);
  EXPECT_FALSE(files_.OpenToWrite(Path("link")).ok());
  ASSERT_EQ(::mkfifo(Path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(ReasonOf(files_.OpenToRead(Path("pipe")).status()), "NOT_A_FILE");
  EXPECT_EQ(ReasonOf(files_.OpenToRead(folder_).status()), "NOT_A_FILE");
  EXPECT_EQ(files_.OpenToRead(Path("absent")).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace liaison
