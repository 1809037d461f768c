// Loaded into a measured process with --import: writes its peak memory in kB to the file that the environment names.
// VmHWM belongs to the program alone; the kernel's ru_maxrss would count what the parent held when it started it.
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.env.KEYPLAN_BENCH_MEMORY_FILE;

function peakKb() {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line) return line[1];
  } catch {
    // No /proc here; what the system counts has to do.
  }
  return process.resourceUsage().maxRSS;
}

if (file) process.on('exit', () => writeFileSync(file, String(peakKb())));
