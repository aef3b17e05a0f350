// The hub's log: one logfmt line per event, `time=... level=info event=listening port=7443`. It
// carries what an operator needs to run the machine and nothing about what officers do: no content,
// no keys, no office or device of a submission (DESIGN 12). Bounded in rate, so that a peer cannot
// fill the disk with it.
#ifndef LIAISON_HUB_LOG_LINE_LOGGER_H_
#define LIAISON_HUB_LOG_LINE_LOGGER_H_

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "proto/base/clock.h"

namespace liaison {

enum class LogLevel : uint8_t { kError = 0, kWarning = 1, kInfo = 2, kDebug = 3 };
absl::string_view LogLevelName(LogLevel level);
// Errors: InvalidArgument LEVEL.
absl::StatusOr<LogLevel> ParseLogLevel(absl::string_view text);

// Takes whole lines, without line end. Called under the logger's lock: must be quick.
class LogSink {
 public:
  LogSink() = default;
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;
  virtual ~LogSink() = default;
  virtual void Write(absl::string_view line) = 0;
};

struct LogField {
  LogField(absl::string_view name, const absl::AlphaNum& number_or_text)
      : key(name), value(number_or_text.Piece()) {}
  absl::string_view key;
  std::string value;
};

// `key=value`; the value is quoted where it is empty or holds space, '=', '"', '\' or a control
// character, and control characters are written as \n, \t or \xNN: a line is always one line.
void AppendLogField(absl::string_view key, absl::string_view value, std::string& line);

// Thread: any. At most kLinesPerWindow lines of one event in kWindow; what was dropped is counted
// and said in one line `event=suppressed of=... lines=...` once that event is logged again.
class Logger {
 public:
  static constexpr int64_t kLinesPerWindow = 100;
  static constexpr absl::Duration kWindow = absl::Seconds(10);

  // `clock` and `sink` outlive the logger.
  Logger(LogLevel level, const Clock& clock, LogSink& sink);

  void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Adds code, reason and the message, which by our rule holds no content.
  void LogError(LogLevel level, absl::string_view event, const absl::Status& status)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Window {
    absl::Time start = absl::InfinitePast();
    int64_t lines = 0;
    int64_t dropped = 0;
  };

  void WriteLine(absl::Time now, LogLevel level, absl::string_view event,
                 std::initializer_list<LogField> fields) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const LogLevel level_;
  const Clock& clock_;
  absl::Mutex mutex_;
  LogSink& sink_ ABSL_GUARDED_BY(mutex_);
  // By event: as many entries as the program has events.
  std::map<std::string, Window, std::less<>> windows_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_HUB_LOG_LINE_LOGGER_H_
