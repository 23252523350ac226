"""Tables of skills and certificates of people, of courses, and of the posts of bodies."""

from dejiro.apps.careers.models.courses import Course, CourseItem, Enrolment
from dejiro.apps.careers.models.people import Certificate, Claim, Leaving, Look, Profile
from dejiro.apps.careers.models.posts import Holding, Post

__all__ = ["Certificate", "Claim", "Course", "CourseItem", "Enrolment", "Holding", "Leaving", "Look", "Post", "Profile"]
