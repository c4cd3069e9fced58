using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Grains.Tests.Segments;

public sealed class IndexExecutorTests : IDisposable
{
    private const int Threads = 3;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly IndexExecutor _executor = new(Options.Create(new IndexOptions { MaxThreads = Threads }));

    public void Dispose() => _executor.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1_000)]
    public async Task A_loop_runs_its_body_once_for_every_number(int count)
    {
        int[] runs = new int[count];

        await _executor.RunAsync(() => _executor.For(count, i => Interlocked.Increment(ref runs[i])));

        Assert.All(runs, run => Assert.Equal(1, run));
    }

    /// <summary>The bodies meet at a barrier, so the loop only ends if every thread takes part.</summary>
    [Fact]
    public async Task Free_threads_help_with_a_loop()
    {
        using Barrier barrier = new(Threads);
        ConcurrentBag<bool> met = [];

        await _executor.RunAsync(() => _executor.For(Threads, _ => met.Add(barrier.SignalAndWait(s_patience))));

        Assert.Equal([true, true, true], met);
    }

    [Fact]
    public async Task A_loop_ends_alone_when_every_other_thread_is_busy()
    {
        using ManualResetEventSlim gate = new();
        Task[] busy = await OccupyAsync(Threads - 1, gate);
        int sum = 0;

        await _executor.RunAsync(() => _executor.For(100, i => Interlocked.Add(ref sum, i)));

        Assert.Equal(4_950, sum);
        gate.Set();
        await Task.WhenAll(busy);
    }

    [Fact]
    public async Task Loops_on_all_threads_at_once_do_not_wait_for_one_another()
    {
        using Barrier barrier = new(Threads);
        int sum = 0;

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => _executor.RunAsync(() =>
        {
            barrier.SignalAndWait(s_patience);
            _executor.For(50, _ => Interlocked.Increment(ref sum));
        })));

        Assert.Equal(50 * Threads, sum);
    }

    /// <summary>
    /// All threads are in one loop when a job comes. From then on every number of the loop waits for that job, so the loop
    /// only goes on if a helper leaves it.
    /// </summary>
    [Fact]
    public async Task Helpers_leave_a_loop_for_a_job_that_waits()
    {
        using Barrier inside = new(Threads + 1);
        using ManualResetEventSlim queued = new();
        using ManualResetEventSlim done = new();
        ConcurrentBag<bool> waits = [];
        Task loop = _executor.RunAsync(() => _executor.For(100, i =>
        {
            if (i < Threads)
            {
                inside.SignalAndWait(s_patience);
                queued.Wait(s_patience);
            }
            else
            {
                waits.Add(done.Wait(s_patience));
            }
        }));
        await Task.Factory.StartNew(() => inside.SignalAndWait(s_patience), TaskCreationOptions.LongRunning);

        Task job = _executor.RunAsync(done.Set);
        queued.Set();

        await job;
        await loop;
        Assert.All(waits, Assert.True);
    }

    [Fact]
    public async Task A_body_that_throws_fails_the_loop_after_all_bodies_have_ended()
    {
        int running = 0;
        AggregateException e = await Assert.ThrowsAsync<AggregateException>(() => _executor.RunAsync(() =>
        {
            try
            {
                _executor.For(1_000, i =>
                {
                    Interlocked.Increment(ref running);
                    try
                    {
                        if (i == 10)
                        {
                            throw new InvalidOperationException("mine");
                        }
                    }
                    finally
                    {
                        Interlocked.Decrement(ref running);
                    }
                });
            }
            finally
            {
                Assert.Equal(0, running);
            }
        }));

        Assert.Equal("mine", Assert.Single(e.InnerExceptions).Message);
    }

    [Fact]
    public async Task Stopping_fails_queued_jobs_and_waits_for_running_ones()
    {
        using ManualResetEventSlim gate = new();
        Task[] running = await OccupyAsync(Threads, gate);
        Task queued = _executor.RunAsync(() => { });

        Task stop = Task.Factory.StartNew(_executor.Dispose, TaskCreationOptions.LongRunning);

        VectorizerException e = await Assert.ThrowsAsync<VectorizerException>(() => queued);
        Assert.Equal(VectorizerError.SegmentUnavailable, e.Code);
        Assert.False(stop.IsCompleted, "Jobs are still running.");
        gate.Set();
        await Task.WhenAll(running);
        await stop;
        await Assert.ThrowsAsync<VectorizerException>(() => _executor.RunAsync(() => { }));
    }

    private async Task<Task[]> OccupyAsync(int threads, ManualResetEventSlim gate)
    {
        using CountdownEvent started = new(threads);
        Task[] tasks = [.. Enumerable.Range(0, threads).Select(_ => _executor.RunAsync(() =>
        {
            started.Signal();
            gate.Wait(CancellationToken.None);
        }))];
        await Task.Factory.StartNew(() => started.Wait(s_patience), TaskCreationOptions.LongRunning);
        return tasks;
    }
}
