using Vectorizer.Server.Hosting;

namespace Vectorizer.Server.Tests.Hosting;

/// <summary>Against files as kernels, containers and service managers lay them out.</summary>
public sealed class MachineMemoryTests : IDisposable
{
    private const string Unified = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
    private const string Memory = "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n";

    private readonly DirectoryInfo _root = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, "machine", Guid.NewGuid().ToString("N")));

    public MachineMemoryTests() => Write("proc/meminfo", "MemTotal:       24684084 kB\nMemFree:        24198592 kB\n");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Without_control_groups_it_is_what_the_machine_has()
        => Assert.Equal(new MachineMemory(24_684_084L * 1024, null), Read());

    [Fact]
    public void A_limit_of_version_2_holds_for_all_groups_below_it()
    {
        Write("proc/self/cgroup", "0::/system.slice/vectorizer.service/main\n");
        Write("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/vda rw\n" + Unified);
        Write("sys/fs/cgroup/system.slice/vectorizer.service/main/memory.max", "max\n");
        Write("sys/fs/cgroup/system.slice/vectorizer.service/memory.max", "3000000000\n");
        Write("sys/fs/cgroup/system.slice/memory.max", "2000000000\n");

        Assert.Equal(2_000_000_000, Read().Bytes);
    }

    [Fact]
    public void In_a_container_of_version_2_the_mount_shows_its_own_group()
    {
        Write("proc/self/cgroup", "0::/\n");
        Write("proc/self/mountinfo", Unified);
        Write("sys/fs/cgroup/memory.max", "536870912\n");

        Assert.Equal(536_870_912, Read().Bytes);
    }

    [Theory]
    [InlineData("/docker/4f2", "/docker/4f2")] // Mounted from the group itself.
    [InlineData("/docker/4f2", "/")] // Mounted whole; the group has a folder.
    [InlineData("/../../docker/4f2", "/")] // Outside of what is seen.
    [InlineData("/other", "/docker/4f2")] // Not below what is mounted.
    public void A_limit_of_version_1_is_found_however_it_is_mounted(string group, string mountRoot)
    {
        Write("proc/self/cgroup", $"9:name=systemd:/\n4:cpu,memory:{group}\n0::/\n");
        Write("proc/self/mountinfo", $"35 31 0:32 {mountRoot} /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,cpu,memory\n");
        bool whole = group == "/docker/4f2" && mountRoot == "/";
        Write($"sys/fs/cgroup/memory/{(whole ? "docker/4f2/" : "")}memory.limit_in_bytes", "1073741824\n");

        Assert.Equal(1L << 30, Read().LimitBytes);
    }

    [Fact]
    public void No_limit_of_version_1_is_a_number_beyond_any_memory()
    {
        Write("proc/self/cgroup", "4:memory:/\n");
        Write("proc/self/mountinfo", Memory);
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");

        Assert.Equal(24_684_084L * 1024, Read().Bytes);
    }

    [Fact]
    public void Where_both_versions_are_mounted_the_smaller_limit_holds()
    {
        Write("proc/self/cgroup", "4:memory:/\n0::/\n");
        Write("proc/self/mountinfo", Memory + Unified.Replace("/sys/fs/cgroup", "/sys/fs/cgroup/unified", StringComparison.Ordinal));
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "4000000000\n");
        Write("sys/fs/cgroup/unified/memory.max", "3000000000\n");

        Assert.Equal(3_000_000_000, Read().Bytes);
    }

    [Fact]
    public void This_machine_has_memory()
        => Assert.InRange(MachineMemory.Read().Bytes, 64L * 1024 * 1024, long.MaxValue);

    private MachineMemory Read() => MachineMemory.Read(_root.FullName);

    private void Write(string path, string text)
    {
        string full = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
