#include "clients/core/database/database.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "proto/base/error.h"

namespace liaison {
namespace {

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() {
    folder_ = std::filesystem::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~DatabaseTest() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return (folder_ / "desk.db").string(); }
  static Secret Key(char byte) { return Secret::CopyOf(std::string(32, byte)); }

  std::filesystem::path folder_;
};

TEST_F(DatabaseTest, KeepsValuesAcrossReopen) {
  {
    auto database = Database::Open(path(), Key('a'));
    ASSERT_TRUE(database.ok()) << database.status();
    ASSERT_TRUE((*database)->Run("CREATE TABLE t(a INTEGER, b TEXT, c BLOB, d TEXT)").ok());
    const std::string bytes("\0\xff", 2);
    ASSERT_TRUE((*database)
                    ->Run("INSERT INTO t VALUES(?,?,?,?)",
                          {int64_t{-7}, absl::string_view("متن"), SqlBlob{bytes}, std::monostate()})
                    .ok());
  }
  auto database = Database::Open(path(), Key('a'));
  ASSERT_TRUE(database.ok()) << database.status();
  int rows = 0;
  ASSERT_TRUE((*database)
                  ->Query("SELECT a, b, c, d FROM t", {},
                          [&](const SqlRow& row) {
                            ++rows;
                            EXPECT_EQ(row.Integer(0), -7);
                            EXPECT_EQ(row.Text(1), "متن");
                            EXPECT_EQ(row.Text(2), absl::string_view("\0\xff", 2));
                            EXPECT_TRUE(row.IsNull(3));
                          })
                  .ok());
  EXPECT_EQ(rows, 1);
}

TEST_F(DatabaseTest, IsUnreadableWithoutTheKeyAndPrivateToTheUser) {
  {
    auto database = Database::Open(path(), Key('a'));
    ASSERT_TRUE(database.ok()) << database.status();
    ASSERT_TRUE((*database)->Run("CREATE TABLE t(b TEXT)").ok());
    ASSERT_TRUE((*database)->Run("INSERT INTO t VALUES('canary-in-clear')").ok());
  }
  std::ifstream file(path(), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_GT(bytes.size(), 0u);
  EXPECT_EQ(bytes.find("canary-in-clear"), std::string::npos);
  struct stat information = {};
  ASSERT_EQ(::stat(path().c_str(), &information), 0);
  EXPECT_EQ(information.st_mode & 0777, 0600u);
  const auto wrong = Database::Open(path(), Key('b'));
  EXPECT_EQ(wrong.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(wrong.status()), "DATABASE_DAMAGED");
}

TEST_F(DatabaseTest, AFailedTransactionLeavesNothing) {
  auto database = Database::Open(path(), Key('a'));
  ASSERT_TRUE(database.ok()) << database.status();
  ASSERT_TRUE((*database)->Run("CREATE TABLE t(a INTEGER PRIMARY KEY)").ok());
  const absl::Status failed = (*database)->Transaction([&]() -> absl::Status {
    EXPECT_TRUE((*database)->Run("INSERT INTO t VALUES(1)").ok());
    // A nested one joins: its success alone commits nothing.
    EXPECT_TRUE(
        (*database)->Transaction([&] { return (*database)->Run("INSERT INTO t VALUES(2)"); }).ok());
    return (*database)->Run("INSERT INTO t VALUES(1)");
  });
  EXPECT_EQ(failed.code(), absl::StatusCode::kAlreadyExists);
  int64_t count = -1;
  ASSERT_TRUE(
      (*database)
          ->Query("SELECT count(*) FROM t", {}, [&](const SqlRow& row) { count = row.Integer(0); })
          .ok());
  EXPECT_EQ(count, 0);
}

TEST_F(DatabaseTest, NamesADamagedFile) {
  {
    auto database = Database::Open(path(), Key('a'));
    ASSERT_TRUE(database.ok()) << database.status();
    ASSERT_TRUE((*database)->Run("CREATE TABLE t(a INTEGER)").ok());
  }
  std::filesystem::resize_file(path(), 100);
  EXPECT_EQ(ReasonOf(Database::Open(path(), Key('a')).status()), "DATABASE_DAMAGED");
}

}  // namespace
}  // namespace liaison
