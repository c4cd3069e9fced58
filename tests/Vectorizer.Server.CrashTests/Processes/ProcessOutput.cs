using System.Diagnostics;

namespace Vectorizer.Server.CrashTests.Processes;

/// <summary>What a process has written, the last lines of it.</summary>
/// <remarks>Threads: any.</remarks>
internal sealed class ProcessOutput
{
    private const int MaxLines = 2_000;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> _waiting = [];

    /// <summary>All lines kept, each with its end.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
            {
                return string.Concat(_lines.Select(line => line + "\n"));
            }
        }
    }

    /// <summary>The lines that are not empty.</summary>
    public string[] Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines.Where(line => line.Length > 0)];
            }
        }
    }

    /// <summary>How many of the lines kept are wanted.</summary>
    public int Count(Func<string, bool> wanted)
    {
        lock (_lock)
        {
            return _lines.Count(wanted);
        }
    }

    /// <summary>For <see cref="Process.OutputDataReceived"/> and <see cref="Process.ErrorDataReceived"/>.</summary>
    public void Take(object sender, DataReceivedEventArgs data)
    {
        if (data.Data is not { } line)
        {
            return;
        }

        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }

            for (int i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Wanted(line))
                {
                    _waiting[i].Found.TrySetResult(line);
                    _waiting.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>The first line, written already or to come, that is wanted.</summary>
    /// <exception cref="TimeoutException">None comes.</exception>
    public Task<string> WaitForAsync(Func<string, bool> wanted)
    {
        lock (_lock)
        {
            if (_lines.FirstOrDefault(wanted) is { } line)
            {
                return Task.FromResult(line);
            }

            TaskCompletionSource<string> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((wanted, found));
            return found.Task.WaitAsync(s_longestWait);
        }
    }
}
