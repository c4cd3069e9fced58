using System.Reflection;
using Orleans.Storage;
using Vectorizer.Storage.Files;
using Xunit.Sdk;

namespace Vectorizer.Clustering.Tests.Persistence;

/// <summary>The contract is worth what it finds: each fault here must fail the tests that are named beside it.</summary>
public sealed class PlantedFaultTests
{
    [Theory]
    [InlineData(PlantedFault.ETagIgnored, nameof(GrainStorageContract.A_write_from_a_stale_read_is_refused_and_changes_nothing))]
    [InlineData(PlantedFault.ETagIgnored, nameof(GrainStorageContract.A_write_without_a_read_does_not_replace_a_record))]
    [InlineData(PlantedFault.ETagIgnored, nameof(GrainStorageContract.Of_writers_that_read_the_same_record_exactly_one_wins))]
    [InlineData(PlantedFault.ETagIgnored, nameof(GrainStorageContract.An_ETag_from_before_a_clear_is_stale_even_after_the_record_was_written_again))]
    [InlineData(PlantedFault.ClearIgnoresETag, nameof(GrainStorageContract.A_clear_from_a_stale_read_is_refused_and_changes_nothing))]
    [InlineData(PlantedFault.ClearIgnoresETag, nameof(GrainStorageContract.A_clear_without_a_read_does_not_remove_a_record))]
    [InlineData(PlantedFault.WriteNotStored, nameof(GrainStorageContract.A_read_after_many_writes_gives_the_last_one))]
    [InlineData(PlantedFault.WriteNotStored, nameof(GrainStorageContract.Every_write_changes_the_ETag_even_of_an_equal_state))]
    [InlineData(PlantedFault.NameOfStateIgnored, nameof(GrainStorageContract.States_of_one_grain_with_different_names_are_apart))]
    [InlineData(PlantedFault.CaseIgnored, nameof(GrainStorageContract.Any_Unicode_key_names_a_record_of_its_own))]
    [InlineData(PlantedFault.MissingRecordExists, nameof(GrainStorageContract.A_grain_without_a_record_reads_a_new_state_without_an_ETag))]
    public async Task A_planted_fault_is_found(PlantedFault fault, string test)
    {
        await using FaultyContract contract = new(fault);
        await contract.InitializeAsync();
        MethodInfo method = typeof(GrainStorageContract).GetMethod(test)!;
        Exception? found = await Record.ExceptionAsync(() => (Task)method.Invoke(contract, null)!);
        Assert.True(found is XunitException or InconsistentStateException, $"{test} found nothing wrong: {found}");
    }

    private sealed class FaultyContract(PlantedFault fault) : GrainStorageContract
    {
        private readonly StateFolder _folder = new();

        protected override string[] UnreachableWords => [];

        public override async ValueTask DisposeAsync()
        {
            _folder.Dispose();
            await base.DisposeAsync();
        }

        protected internal override Task<IGrainStorage> OpenAsync()
            => Task.FromResult<IGrainStorage>(new ForgetfulStorage(_folder.Open(Disk.ForThisMachine()), fault));

        protected internal override Task<IGrainStorage> OpenUnreachableAsync() => OpenAsync();
    }
}
