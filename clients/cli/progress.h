// A count on stderr while long work goes on; only on a terminal, gone when it is done.
#ifndef LIAISON_CLIENTS_CLI_PROGRESS_H_
#define LIAISON_CLIENTS_CLI_PROGRESS_H_

#include <cstdint>
#include <functional>
#include <string>

namespace liaison {

class Progress {
 public:
  // Shown with every 50th step: short work should not flicker, and a terminal needs no line for
  // every record.
  explicit Progress(std::string title, uint64_t every = 50);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void Step();

 private:
  const std::string title_;
  const uint64_t every_;
  const bool terminal_;
  uint64_t count_ = 0;
  bool shown_ = false;
};

// "sending 37 %" on a terminal, while a file is sealed, sent or fetched; gone when it is done.
class TransferMeter {
 public:
  explicit TransferMeter(std::string title);
  ~TransferMeter();
  TransferMeter(const TransferMeter&) = delete;
  TransferMeter& operator=(const TransferMeter&) = delete;
  void At(uint64_t done, uint64_t total);
  // Of this meter, which outlives it.
  std::function<void(uint64_t, uint64_t)> Callback();

 private:
  const std::string title_;
  const bool terminal_;
  int shown_percent_ = -1;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_PROGRESS_H_
