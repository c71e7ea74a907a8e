"""Putting the sheets together."""

from broker.features.devices.service import DeviceService
from broker.features.people.service import PeopleService
from broker.features.spreadsheets.organizations_sheet import OrganizationsSheet
from broker.features.spreadsheets.owners_sheet import OwnersSheet
from broker.features.spreadsheets.people_sheet import PeopleSheet
from broker.features.spreadsheets.service import ListName, Spreadsheets
from broker.storage.unit_of_work import UnitOfWork


def assemble_spreadsheets(work: UnitOfWork, people: PeopleService, devices: DeviceService) -> Spreadsheets:
    """Build every sheet on the service whose rules it keeps."""
    return Spreadsheets(
        work,
        {
            ListName.ORGANIZATIONS: OrganizationsSheet(),
            ListName.END_USERS: PeopleSheet(people),
            ListName.OWNERS: OwnersSheet(devices),
        },
    )
